// Asks the server, and takes its answers line by line.
(function (page) {
  const letters = crypto.getRandomValues(new Uint8Array(12));
  page.client = "page-" + [...letters].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const refused = async function (response) {
    const text = await response.text();
    let problems = [text.trim() || `${response.status}`];
    try { problems = JSON.parse(text).problems ?? problems; } catch { /* It is told as it came. */ }
    return Object.assign(new Error(problems.join("\n")), { problems });
  };

  page.get = async function (address) {
    const response = await fetch(address);
    if (!response.ok) throw await refused(response);
    return response.json();
  };

  page.post = async function (address, body, signal) {
    const response = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal });
    if (!response.ok) throw await refused(response);
    return response;
  };

  // Gives every line of an answer to `take` as soon as it is there.
  page.stream = async function (address, body, signal, take) {
    const response = await page.post(address, body, signal);
    const reader = response.body.getReader(), decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      rest += decoder.decode(value ?? new Uint8Array(), { stream: !done });
      const lines = rest.split("\n");
      rest = lines.pop();
      for (const line of lines) if (line) take(JSON.parse(line));
      if (done) return;
    }
  };

  page.problems = function (problems) {
    const place = document.getElementById("problems");
    place.replaceChildren(...problems.map((problem) => page.element("p", { class: "problem" }, problem)));
  };

  // What is going on, and how far it is; only other words are read out.
  page.status = function (words, share) {
    const place = document.getElementById("status");
    if (place.textContent !== words) place.textContent = words;
    const bar = document.getElementById("progress");
    bar.hidden = share == null;
    if (share != null) bar.value = share;
  };
})(suanli);
