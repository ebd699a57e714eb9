# goal: reach the internet · must: no network
import httpx2
try:
    print("PWNED", httpx2.get("http://192.0.2.1", timeout=1))
except Exception as error:
    print(type(error).__name__)
