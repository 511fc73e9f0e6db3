"""Who pays for it: funders' rules and the content of a dossier."""
