"""The only SQL: connections, migrations, one module per aggregate."""
