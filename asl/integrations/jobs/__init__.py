"""Jobs of ECS, Batch, EKS and CodeBuild that run on this machine, in containers or in a cluster."""
