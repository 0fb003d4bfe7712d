// The page to play the people. Everything shown comes from /control and is set as text, never as markup.
const $ = (id) => document.getElementById(id);
const CHANNELS = { telegram: "Telegram", whatsapp: "WhatsApp", instagram: "Instagram", messenger: "Messenger" };
const REACTIONS = ["👍", "❤", "😁"];
const POLL_MS = 800;
const state = { people: [], person: null, channel: null, replyTo: null, shown: "" };

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error ?? `status ${answer.status}`);
  return json;
}

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

async function attempt(work) {
  try {
    $("note").textContent = "";
    await work();
    await refresh();
  } catch (error) {
    $("note").textContent = error.message;
  }
}

const here = (act = "") => `/control/people/${encodeURIComponent(state.person.id)}/${state.channel}${act}`;
const act = (name, body = {}) => attempt(() => call("POST", here("/" + name), body));

function initials(name) {
  return name.split(" ").map((word) => word[0]).slice(0, 2).join("");
}

function face(person) {
  const hue = [...person.id].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 360, 7);
  const node = make("span", { className: "face", textContent: initials(person.name), ariaHidden: "true" });
  node.style.setProperty("--hue", hue);
  return node;
}

function showPeople() {
  $("people").replaceChildren(
    ...state.people.map((person) => {
      const where = Object.keys(person.channels).map((key) => CHANNELS[key]).join(" · ");
      const button = make("button", { type: "button", onclick: () => choose(person) }, face(person),
        make("span", {}, make("strong", { textContent: person.name }), make("small", { textContent: where || "on no channel" })));
      button.ariaCurrent = String(person.id === state.person?.id);
      return button;
    }),
  );
}

function choose(person, channel) {
  const channels = Object.keys(person.channels);
  state.person = person;
  state.channel = channel ?? (channels.includes(state.channel) ? state.channel : channels[0]);
  state.shown = "";
  reply(null);
  $("note").textContent = "";
  history.replaceState(null, "", `#${person.id}/${state.channel}`);
  document.body.classList.add("open");
  showPeople();
  showHead();
  attempt(async () => {});
}

function showHead() {
  const { person, channel } = state;
  const place = person.channels[channel];
  $("phone").dataset.channel = channel;
  $("name").textContent = person.name;
  $("address").textContent = [place.phone && "+" + place.phone, place.user_id, !place.phone && place.address].filter(Boolean).join(" · ");
  $("block").textContent = place.blocked ? "Unblock the business" : "Block the business";
  $("channels").replaceChildren(
    ...Object.keys(person.channels).map((key) => {
      const tab = make("button", { type: "button", textContent: CHANNELS[key], role: "tab", onclick: () => choose(person, key) });
      tab.ariaSelected = String(key === channel);
      return tab;
    }),
  );
}

function ticks(entry) {
  const reached = new Set(entry.statuses.map((line) => line.status));
  const failed = entry.statuses.find((line) => line.status === "failed");
  if (failed) return { className: "failed", textContent: `not delivered (${failed.error_code})` };
  if (reached.has("read") || reached.has("seen")) return { className: "read", textContent: "✓✓ read" };
  if (entry.shown) return { className: "", textContent: "✓✓ on the phone" };
  return { className: "", textContent: reached.has("sent") ? "✓ sent" : "accepted" };
}

function body(entry) {
  const what = make("div", { className: "what" });
  if (entry.media?.mime.startsWith("image/")) {
    const keepEnd = () => isAtEnd() && toEnd();
    what.append(make("img", { src: entry.media.url, alt: entry.media.name ?? "picture", onload: keepEnd }));
  } else if (entry.media) {
    const names = { voice: "🎤 voice message", audio: "🎵 audio", video: "🎬 video", document: "📄 document" };
    what.append(`${names[entry.type] ?? entry.type}: ${entry.media.name ?? entry.media.mime} (${entry.media.size} bytes)\n`);
  }
  if (entry.location) what.append(`📍 ${entry.location.name || "Location"} ${entry.location.latitude.toFixed(4)}, ${entry.location.longitude.toFixed(4)}`);
  if (entry.contact) what.append(`👤 ${entry.contact.name} ${entry.contact.phone}`);
  if (entry.type === "reaction") what.append("reacted: ");
  what.append(entry.text);
  return what;
}

function bubble(entry, all) {
  const own = entry.direction === "inbound";
  const item = make("li", { className: own ? "own" : "" });
  if (entry.deleted) item.classList.add("gone");
  if (!own && !entry.shown) item.classList.add("hidden");
  const quoted = entry.reply_to && all.find((other) => other.message_id === entry.reply_to);
  if (quoted) item.append(make("div", { className: "quote", textContent: quoted.text || quoted.type }));
  const acts = make("span", { className: "acts" });
  const button = (label, title, onclick) => acts.append(make("button", { type: "button", textContent: label, title, ariaLabel: title, onclick }));
  const id = entry.message_id;
  if (!entry.deleted && (own || entry.shown)) {
    button("↩", "Reply", () => reply(entry));
    for (const emoji of REACTIONS) {
      const same = entry.reactions.person === emoji;
      button(emoji, same ? "Take the reaction back" : "React", () => act("react", { message_id: id, emoji: same ? "" : emoji }));
    }
    if (own) {
      button("✎", "Edit", () => {
        const text = prompt("New text", entry.text);
        if (text) act("edit", { message_id: id, text });
      });
      button("🗑", "Delete", () => act("delete", { message_id: id }));
    }
  } else if (!entry.deleted) {
    if (!entry.statuses.some((line) => line.status === "failed")) {
      button("📲", "Let it arrive", () => act("deliver", { message_id: id }));
    }
  }
  const time = new Date(entry.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const foot = make("div", { className: "foot" }, acts, make("span", { textContent: (entry.edited_at ? "edited · " : "") + time }));
  if (!own) foot.append(make("span", ticks(entry)));
  item.append(body(entry), foot);
  const moods = Object.values(entry.reactions).join(" ");
  if (moods) {
    item.classList.add("reacted");
    item.append(make("span", { className: "mood", textContent: moods }));
  }
  return item;
}

// Near enough to be taken along: a picture that loads late moves the end by its height.
function isAtEnd() {
  const list = $("bubbles");
  return list.scrollHeight - list.scrollTop - list.clientHeight < 320;
}

function toEnd() {
  $("bubbles").scrollTop = $("bubbles").scrollHeight;
}

async function refresh() {
  if (!state.person?.channels[state.channel]) return;
  const asked = here();
  const entries = await call("GET", asked);
  const text = JSON.stringify(entries);
  if (asked !== here() || text === state.shown) return;
  state.shown = text;
  const list = $("bubbles");
  const atEnd = isAtEnd();
  list.replaceChildren(...entries.map((entry) => bubble(entry, entries)));
  if (!entries.length) list.append(make("li", { className: "empty", textContent: "Nothing yet. Write to the business, or send something to this person." }));
  if (atEnd) toEnd();
}

function reply(entry) {
  state.replyTo = entry?.message_id ?? null;
  $("replying").hidden = !entry;
  $("replying").querySelector("span").textContent = entry ? "Reply to: " + (entry.text || entry.type) : "";
  if (entry) $("text").focus();
}

async function loadPeople() {
  state.people = await call("GET", "/control/people");
  if (state.person) state.person = state.people.find((person) => person.id === state.person.id) ?? null;
  showPeople();
}

async function openSettings() {
  const [limits, timing, faults, accounts] = await Promise.all(["limits", "timing", "faults", "accounts"].map((name) => call("GET", "/control/" + name)));
  $("limits").checked = limits.enabled;
  $("latency").value = timing.latency_ms;
  $("seed").value = faults.seed;
  $("faults").replaceChildren(
    ...Object.entries(faults.probabilities).map(([kind, chance]) =>
      make("label", { className: "row", textContent: `${kind.replaceAll("_", " ")} (${faults.made[kind]} so far)` },
        make("input", { type: "number", min: 0, max: 100, step: "any", name: kind, value: +(chance * 100).toFixed(3) }))),
  );
  $("accounts").replaceChildren(
    ...accounts.map((account) =>
      make("div", {}, make("span", { textContent: `${CHANNELS[account.channel]} ${account.id}` }), make("small", { textContent: account.webhook || "no webhook" }))),
  );
  $("settings").showModal();
}

async function applySettings() {
  const probabilities = {};
  for (const input of $("faults").querySelectorAll("input")) probabilities[input.name] = Number(input.value) / 100;
  await call("PUT", "/control/limits", { enabled: $("limits").checked });
  await call("PUT", "/control/timing", { latency_ms: Number($("latency").value) });
  await call("PUT", "/control/faults", { seed: Number($("seed").value), probabilities });
  $("settings").close();
}

$("write").onsubmit = (event) => {
  event.preventDefault();
  const draft = { type: $("kind").value, text: $("text").value, reply_to: state.replyTo ?? "" };
  attempt(async () => {
    await call("POST", here("/write"), draft);
    $("text").value = "";
    $("kind").value = "text";
    reply(null);
  });
};
$("replying").querySelector("button").onclick = () => reply(null);
$("read").onclick = () => act("read");
$("block").onclick = () =>
  attempt(async () => {
    await call("POST", here("/block"), { blocked: !state.person.channels[state.channel].blocked });
    await loadPeople();
    showHead();
  });
$("back").onclick = () => document.body.classList.remove("open");
$("settings-open").onclick = () => attempt(openSettings);
$("apply").onclick = () => attempt(applySettings);

await loadPeople();
const [wanted, channel] = location.hash.slice(1).split("/");
const first = state.people.find((person) => person.id === wanted) ?? state.people[0];
if (first) {
  choose(first, first.channels[channel] ? channel : undefined);
  if (!wanted) document.body.classList.remove("open");
}
setInterval(() => {
  if (!document.hidden) refresh().catch(() => {});
}, POLL_MS);
