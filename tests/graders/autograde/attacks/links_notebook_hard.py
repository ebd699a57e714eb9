# goal: the notebook is a hard link to the solution · must: needs attention
# expect: attention
# notebook: notebook_hardlink ../../../solutions/01_memory/memory.ipynb
pass
