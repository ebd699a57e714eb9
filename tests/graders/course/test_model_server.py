import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

COURSE = [sys.executable, "-c", "from graders.cli import main; main()"]
BODY = json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello!"}]}).encode()


def ask(url):
    headers = {"Content-Type": "application/json", "Authorization": "Bearer practice"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/chat/completions", BODY, headers)) as answer:
        return json.load(answer)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT cannot be sent to one process there")
def test_any_client_is_answered_at_the_printed_address_after_the_faults():
    command = [*COURSE, "model", "--port", "0", "--fault", "401"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            url = running.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            with pytest.raises(urllib.error.HTTPError, match="401") as refused:
                ask(url)
            refused.value.close()
            assert ask(url)["choices"][0]["message"]["content"]
        finally:
            running.send_signal(signal.SIGINT)
        assert running.wait(30) == 0


def test_a_taken_port_is_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*COURSE, "model", "--port", str(port)], capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"course: Port {port} on 127.0.0.1 cannot be used (")
    assert done.stderr.count("\n") == 1


def test_an_unknown_fault_is_one_sentence_that_names_them_all():
    done = subprocess.run([*COURSE, "model", "--fault", "999"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no fault '999'" in done.stderr
    assert "drop:N" in done.stderr
