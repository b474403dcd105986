// The demo page: asks for the state once a second and shows it. Whatever comes from outside is
// written as text, never as HTML.

const POLL_MILLIS = 1000;
const NOTICE_MILLIS = 10000;

const NOTICES = {
  connected: ["good", "Allowed. The code is on its way through Kafka; the connection appears below in a moment."],
  denied: ["plain", "You chose not to allow access. Nothing was published, and nothing has changed."],
  refused: ["bad", "The provider did not give a code. Nothing was published."],
  "not-published": ["bad", "You allowed access, but Kafka did not take the event, so the code is lost. Please connect again."],
  "no-subject": ["bad", "Say who this is: an id of 1 to 200 characters, in one line."],
  "no-environment": ["bad", "This app has no credentials for that environment."],
};

const REASONS = {
  user_disconnected: "withdrawn by the user",
  provider_revoked: "revoked by the provider",
  development_expired: "development grant ran out",
  refresh_token_expired: "refresh token expired",
  lost_in_flight: "an answer was lost",
  operator_revoked: "ended by an operator",
};

const id = (name) => document.getElementById(name);
const rows = new Map();
const lines = new Map();
let clockSkew = 0;
let first = true;

const now = () => Date.now() + clockSkew;

// --- notices ---------------------------------------------------------------------------------

let noticeTimer;

function showNotice([tone, text], stays = false) {
  const notice = id("notice");
  notice.dataset.tone = tone;
  notice.querySelector("p").textContent = text;
  notice.hidden = false;
  clearTimeout(noticeTimer);
  if (!stays) {
    noticeTimer = setTimeout(() => (notice.hidden = true), NOTICE_MILLIS);
  }
}

function noticeFromAddress() {
  const query = new URLSearchParams(location.search);
  const word = location.hash === "#connected" ? "connected" : query.get("message");
  if (word && Object.hasOwn(NOTICES, word)) {
    const [tone, text] = NOTICES[word];
    const error = query.get("error") ?? "";
    showNotice([tone, /^[a-z_]{1,40}$/.test(error) ? `${text} It said: ${error}.` : text], tone !== "good");
  }
  // Reloading the page, or coming back to it, should not say it again.
  history.replaceState(null, "", "/");
}

// --- times -----------------------------------------------------------------------------------

function countdown(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  if (h >= 48) {
    return `${Math.floor(h / 24)} days`;
  }
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function roughly(millis) {
  const format = new Intl.RelativeTimeFormat("en", { numeric: "always" });
  const minutes = Math.round(millis / 60000);
  if (Math.abs(minutes) < 1) return format.format(Math.round(millis / 1000), "second");
  if (Math.abs(minutes) < 100) return format.format(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48 ? format.format(hours, "hour") : format.format(Math.round(hours / 24), "day");
}

const clockTime = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const fullTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

// --- connections -----------------------------------------------------------------------------

function newRow(connection) {
  const body = id("connection-template").content.firstElementChild.cloneNode(true);
  body.dataset.connection = connection.connection;
  const at = connection.connection.length - connection.subject.length;
  const subject = document.createElement("b");
  subject.textContent = connection.subject;
  body.querySelector(".id").append(connection.connection.slice(0, at), subject);
  for (const button of body.querySelectorAll("button[data-action]")) {
    button.addEventListener("click", () => act(body, button));
  }
  const again = new URLSearchParams({ environment: connection.environment, subject: connection.subject });
  body.querySelector(".again").href = `/connect?${again}`;
  body.querySelector(".authorize").href = `/connect?${again}`;
  if (!first) {
    body.classList.add("new");
  }
  return { body, version: 0, data: connection };
}

function showConnection(row, connection) {
  const { body } = row;
  const active = connection.status === "active";
  body.dataset.status = connection.status;
  body.querySelector(".status").textContent = connection.status;
  const reason = connection.reason ?? "";
  body.querySelector(".reason").textContent = REASONS[reason] ?? reason;
  const version = body.querySelector(".version");
  version.textContent = String(connection.version);
  if (row.version > 0 && connection.version > row.version) {
    flash(version);
  }
  if (row.version !== connection.version || row.data.status !== connection.status) {
    body.classList.remove("waiting");
  }
  row.version = connection.version;
  row.data = connection;
  body.querySelector(".try").hidden = !active;
  body.querySelector(".try").disabled = !connection.readable;
  body.querySelector(".reject").hidden = !active;
  body.querySelector(".withdraw").hidden = !active;
  const open = connection.alert && connection.alert.kind !== "resolved";
  body.querySelector(".again").hidden = active || open;
  showAlert(body.querySelector(".told"), connection.alert, open);
  tickRow(row);
}

const KINDS = { expiring: "Ends soon", expired: "Has ended", resolved: "Resolved" };

// The button begins an authorization that belongs to this session. The alert's own link cannot: its
// state only says which credentials are meant, so it comes back to a page that explains and offers
// to begin properly.
function showAlert(row, alert, open) {
  row.hidden = !alert;
  if (!alert || row.dataset.time === alert.time) {
    return;
  }
  row.dataset.time = alert.time;
  row.dataset.kind = alert.kind;
  row.querySelector(".kind").textContent = KINDS[alert.kind] ?? alert.kind;
  const time = row.querySelector("time");
  time.dateTime = alert.time;
  time.textContent = clockTime.format(Date.parse(alert.time));
  row.querySelector(".alert-text").textContent = alert.text;
  row.querySelector(".buttons").hidden = !open;
  const raw = row.querySelector(".raw");
  raw.hidden = !/^https?:\/\//.test(alert.authorizeUrl ?? "");
  raw.href = raw.hidden ? "" : alert.authorizeUrl;
}

function flash(element) {
  element.classList.remove("flash");
  void element.offsetWidth; // restarts the animation
  element.classList.add("flash");
}

function tickRow({ body, data }) {
  const active = data.status === "active";
  const bar = body.querySelector(".bar");
  const left = body.querySelector(".left");
  const end = data.expiresAt ? Date.parse(data.expiresAt) : NaN;
  const millis = end - now();
  bar.hidden = !active || Number.isNaN(end);
  if (!active) {
    left.textContent = "none any more";
  } else if (Number.isNaN(end)) {
    left.textContent = "no end is known";
  } else {
    const life = data.issuedAt ? end - Date.parse(data.issuedAt) : millis;
    const share = Math.min(1, Math.max(0, life > 0 ? millis / life : 0));
    bar.style.setProperty("--share", share.toFixed(4));
    bar.dataset.level = share === 0 ? "gone" : share < 0.1 ? "low" : "fine";
    bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    left.textContent = millis > 0 ? `${countdown(millis)} left` : `expired ${roughly(millis)}`;
  }
  const reauthorize = body.querySelector(".reauthorize");
  const by = active && data.reauthorizeBy ? Date.parse(data.reauthorizeBy) : NaN;
  const leftToBy = by - now();
  reauthorize.title = Number.isNaN(by) ? "Nobody has to, as far as is known." : "";
  if (Number.isNaN(by)) {
    reauthorize.textContent = "–";
  } else {
    reauthorize.textContent = leftToBy > 0 ? `in ${countdown(leftToBy)}` : `since ${countdown(-leftToBy)}`;
    reauthorize.dateTime = data.reauthorizeBy;
  }
  body.querySelector(".date").textContent = Number.isNaN(by) ? "" : fullTime.format(by);
  const half = data.issuedAt ? (by - Date.parse(data.issuedAt)) / 2 : Infinity;
  reauthorize.classList.toggle("soon", leftToBy < Math.min(24 * 3600 * 1000, half));
}

async function act(body, button) {
  const said = body.querySelector(".said");
  button.disabled = true;
  said.textContent = "…";
  delete said.dataset.ok;
  try {
    const query = new URLSearchParams({ connection: body.dataset.connection });
    const response = await fetch(`/demo/${button.dataset.action}?${query}`, { method: "POST" });
    const answer = await response.json();
    said.textContent = answer.message;
    said.dataset.ok = String(answer.ok);
    body.classList.toggle("waiting", answer.ok && button.dataset.action !== "try");
  } catch {
    said.textContent = "The demo does not answer.";
    said.dataset.ok = "false";
  } finally {
    button.disabled = false;
  }
}

function showConnections(connections, more) {
  const table = id("connections");
  const seen = new Set();
  let before = table.tHead;
  for (const connection of connections) {
    seen.add(connection.connection);
    const row = rows.get(connection.connection) ?? newRow(connection);
    rows.set(connection.connection, row);
    if (before.nextElementSibling !== row.body) {
      before.after(row.body);
    }
    before = row.body;
    showConnection(row, connection);
  }
  for (const [key, row] of rows) {
    if (!seen.has(key)) {
      row.body.remove();
      rows.delete(key);
    }
  }
  table.hidden = connections.length === 0;
  id("no-connections").hidden = connections.length > 0;
  id("more").hidden = !more;
  id("count").textContent = connections.length > 0 ? connections.length : "";
}

// --- events ----------------------------------------------------------------------------------

function newLine(event) {
  const item = id("event-template").content.firstElementChild.cloneNode(true);
  item.dataset.type = event.type;
  item.classList.toggle("alert", event.alert);
  item.querySelector(".type").textContent = event.type;
  item.querySelector(".summary").textContent = event.summary;
  item.querySelector(".about").textContent = event.connection ?? "";
  const time = item.querySelector("time");
  time.dateTime = event.time;
  time.textContent = clockTime.format(Date.parse(event.time));
  time.title = fullTime.format(Date.parse(event.time));
  item.classList.toggle("new", !first);
  return item;
}

function showEvents(events) {
  const list = id("events");
  const seen = new Set();
  events.forEach((event, place) => {
    seen.add(event.id);
    const item = lines.get(event.id) ?? newLine(event);
    lines.set(event.id, item);
    if (list.children[place] !== item) {
      list.insertBefore(item, list.children[place] ?? null);
    }
  });
  for (const [key, item] of lines) {
    if (!seen.has(key)) {
      item.remove();
      lines.delete(key);
    }
  }
  list.hidden = events.length === 0;
  id("no-events").hidden = events.length > 0;
  const newest = events.find((event) => event.type === "app.paused" || event.type === "app.resumed");
  const paused = id("paused");
  paused.hidden = newest?.type !== "app.paused";
  paused.querySelector("p").textContent = newest?.summary ?? "";
}

// --- the loop --------------------------------------------------------------------------------

function live(state, text) {
  const element = id("live");
  if (element.dataset.live !== state) {
    element.dataset.live = state;
    element.querySelector("span").textContent = text;
  }
}

async function poll() {
  try {
    const response = await fetch("/demo/state", { cache: "no-store" });
    const state = await response.json();
    clockSkew = Date.parse(state.now) - Date.now();
    showConnections(state.connections, state.more);
    showEvents(state.events);
    live("yes", "live");
    first = false;
  } catch {
    live("no", "not answering");
  }
  setTimeout(poll, POLL_MILLIS);
}

id("notice").querySelector(".close").addEventListener("click", () => (id("notice").hidden = true));
setInterval(() => rows.forEach(tickRow), 1000);
noticeFromAddress();
poll();
