"""What requests and answers look like: pydantic models, which are also what /openapi.json says."""
