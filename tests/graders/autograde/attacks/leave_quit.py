# goal: quit politely, so that the rest never runs · must: 0
get_ipython().ask_exit()
get_ipython().kernel.do_shutdown(False)
exit()
