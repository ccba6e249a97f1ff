"""When and in what order: Dagster assets, checks, schedules, sensors, the command line, settings."""
