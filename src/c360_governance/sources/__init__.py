"""Where declared things come from: YAML with positions, git refs, the governance repository and its config."""
