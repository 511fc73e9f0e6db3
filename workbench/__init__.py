"""The self-employment and microenterprise support workbench."""
