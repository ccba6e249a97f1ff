"""`congdoan ui`: Dagster's web server and daemon for this project, guarded.

Dagster's web server has no login, takes any Host and Origin, and runs mutations over GET. It is therefore never served
bare: `guard.py` decides which requests reach it and `policy.py` what its pages may do in a browser; `launch.py` starts
the processes, `supervisor.py` keeps them alive and ends them, `child.py` is what runs in each of them. What the
pipeline does is not here but in `pipelines/definitions.py`.
"""
