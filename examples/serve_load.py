"""How soon `suanli serve` answers: 100 moves of sliders, the time to 8 replications, and a crowd for a minute.

    suanli serve scenarios/wuhan-dual-center.toml &
    python3 examples/serve_load.py 127.0.0.1:8642 moves
    python3 examples/serve_load.py 127.0.0.1:8642 crowd 60
    python3 examples/serve_load.py 127.0.0.1:8642 browser chromium

`moves` counts from the question to the last byte of the first answer; `browser` from the move of a slider to its curves, in a browser that
draws them. Only the standard library is used.
"""

import http.client
import http.server
import json
import random
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PLACE = sys.argv[1]


def get(path):
    connection = http.client.HTTPConnection(PLACE, timeout=120)
    connection.request("GET", path)
    return connection.getresponse().read()


def scenario():
    return json.loads(get("/api/scenario/0"))


def ask(client, told, moved, until):
    """Asks, and gives the seconds until each answer; ends the question after the first one where that is enough."""
    body = {
        "client": client,
        "moved": {"scenario": 0, "sliders": moved},
        "policies": told["policies"][:3],
        "days": told["days_usual"],
        "replications": 8,
    }
    began = time.monotonic()
    connection = http.client.HTTPConnection(PLACE, timeout=120)
    connection.request("POST", "/api/ask", json.dumps(body), {"content-type": "application/json"})
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"{response.status}: {response.read()[:200]}")
    found = []
    for line in response:
        line = json.loads(line)
        if line["kind"] == "failed":
            raise RuntimeError(line["problems"])
        if line["kind"] == "answer":
            found.append((line["stage"], time.monotonic() - began))
            if until == "first":
                break
        if line["kind"] == "done":
            found.append((None, time.monotonic() - began))
    connection.close()
    return found


def quantile(values, share):
    values = sorted(values)
    return values[min(int(share * len(values)), len(values) - 1)]


def said(what, values):
    print(f"{what}: median {quantile(values, 0.5):.3f} s, 95 % within {quantile(values, 0.95):.3f} s, longest {max(values):.3f} s")


def moves():
    told = scenario()
    chance = random.Random(1)
    firsts = []
    for turn in range(100):
        place = chance.randrange(min(len(told["sliders"]), 6))
        slider = told["sliders"][place]
        steps = int((slider["most"] - slider["least"]) / slider["step"])
        value = round(slider["least"] + slider["step"] * chance.randint(steps // 4, steps * 3 // 4), 6)
        firsts.append(ask("load", told, {place: value, 4: 60 + turn % 60}, "first")[0][1])
    said("100 moves, to the first answer", firsts)
    wholes = []
    for turn in range(5):
        found = ask("load", told, {0: 80 + turn}, "all")
        wholes.append(found[-1][1])
    said("5 questions, to 8 replications and the report", wholes)


def crowd(seconds):
    told = scenario()
    firsts, wholes, wrong = [], [], []
    began = time.monotonic()

    def client(number):
        chance = random.Random(number)
        while time.monotonic() - began < seconds:
            # Most of a crowd looks at the same few things; some move a slider before the answer is whole.
            moved = {0: 70 + chance.randint(0, 60)} if chance.random() < 0.5 else {}
            until = "first" if chance.random() < 0.7 else "all"
            try:
                found = ask(f"client-{number}", told, moved, until)
                firsts.append(found[0][1])
                if found[-1][0] is None:
                    wholes.append(found[-1][1])
                time.sleep(chance.random())
            except Exception as error:
                wrong.append(repr(error))

    clients = [threading.Thread(target=client, args=(number,)) for number in range(50)]
    [one.start() for one in clients]
    [one.join() for one in clients]
    print(f"50 clients for {seconds} s: {len(firsts)} first answers, {len(wholes)} whole ones, {len(wrong)} errors {wrong[:3]}")
    said("to the first answer", firsts)
    if wholes:
        said("to 8 replications", wholes)
    print("held in the end:", get("/api/held").decode())


MOVES = """
(async function () {
  const took = [], root = document.documentElement;
  const pause = () => new Promise((done) => setTimeout(done, 4));
  while (root.dataset.stage !== "final") await pause();
  const sliders = [...document.querySelectorAll("#form > fieldset > .slider input")];
  for (let turn = 0; turn < 100; turn++) {
    const slider = sliders[turn % sliders.length];
    const [least, most] = [Number(slider.min), Number(slider.max)];
    slider.value = String(least + (most - least) * (0.3 + 0.4 * ((turn * 37) % 100) / 100));
    const answers = root.dataset.answers, began = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    while (root.dataset.answers === answers) await pause();
    took.push(Math.round(performance.now() - began));
  }
  fetch("/found?" + took.join(","));
})();
"""


def browser(name):
    page = get("/").decode() + f"<script>{MOVES}</script>"
    found, heard = [], threading.Event()

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path.startswith("/found?"):
                found.append(urllib.parse.unquote(self.path[7:]))
                heard.set()
                return self.answer(200, "text/plain", b"heard")
            if self.path.split("?")[0] == "/":
                return self.answer(200, "text/html; charset=utf-8", page.encode())
            return self.answer(200, "application/json", get(self.path))

        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            connection = http.client.HTTPConnection(PLACE, timeout=120)
            connection.request("POST", self.path, body, {"content-type": "application/json"})
            response = connection.getresponse()
            self.send_response(response.status)
            self.send_header("content-type", "application/x-ndjson")
            self.end_headers()
            try:
                for line in response:
                    self.wfile.write(line)
            except OSError:
                connection.close()

        def answer(self, status, kind, body):
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Proxy)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [name, "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1440,900", f"--user-data-dir={profile}"]
        child = subprocess.Popen([*words, f"http://127.0.0.1:{server.server_port}/"], stderr=subprocess.DEVNULL)
        heard.wait(300)
        child.kill()
        child.wait()
    said("100 moves in a browser, to new curves", [int(ms) / 1000 for ms in found[0].split(",")])


{"moves": moves, "crowd": lambda: crowd(int(sys.argv[3])), "browser": lambda: browser(sys.argv[3])}[sys.argv[2]]()
