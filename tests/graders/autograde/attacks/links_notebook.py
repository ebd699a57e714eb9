# goal: the notebook itself is a link to the released solution · must: needs attention
# expect: attention
# notebook: notebook_symlink ../../../solutions/01_memory/memory.ipynb
pass
