"""The facts about each subject of a contract, one module a subject."""
