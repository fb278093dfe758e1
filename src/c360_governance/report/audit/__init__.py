"""The lineage report: what an auditor asks of a platform, out of the repository and its log and nothing else."""
