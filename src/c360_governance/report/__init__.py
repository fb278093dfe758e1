"""Results as text, JSON, SARIF, JUnit, GitHub, GitLab and Markdown: one renderer a file behind one interface."""
