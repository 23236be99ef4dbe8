// Runs before the page is drawn, so that a chosen theme never flashes; the rest waits for the page.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
let chosen = null;
try {
  chosen = localStorage.getItem("theme");
} catch {
  // A browser that keeps nothing still shows the theme of the system.
}
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

const begin = () => {
  // Three states in turn: as the system, the other of its two, and the system's own for good.
  const button = document.getElementById("hub_theme");
  const tell = () => {
    const name = `Theme: ${root.dataset.theme ?? "as the system"}`;
    button.setAttribute("aria-label", name);
    button.title = name;
  };
  button.addEventListener("click", () => {
    const system = dark.matches ? "dark" : "light";
    const other = dark.matches ? "light" : "dark";
    const next = { undefined: other, [other]: system }[root.dataset.theme];
    if (next) root.dataset.theme = next;
    else delete root.dataset.theme;
    try {
      if (next) localStorage.setItem("theme", next);
      else localStorage.removeItem("theme");
    } catch {
      // The choice then holds for this page only.
    }
    tell();
  });
  tell();

  // A heading is a link to itself: pressed, it also puts its address into the clipboard.
  if (navigator.clipboard && document.querySelector("a.here")) {
    const said = document.createElement("p");
    said.className = "said";
    said.setAttribute("role", "status");
    document.body.append(said);
    const say = (text) => {
      said.textContent = text;
      setTimeout(() => (said.textContent = ""), 4000);
    };
    document.querySelector("main").addEventListener("click", (event) => {
      const link = event.target.closest("a.here");
      if (link) navigator.clipboard.writeText(link.href).then(() => say("Address of this section copied."), () => {});
    });
  }
  document.getElementById("hub_print")?.addEventListener("click", () => print());

  // The citation can be copied in one go.
  for (const box of document.querySelectorAll(".cite")) {
    const text = box.querySelector(":scope > .citation");
    if (!text || !navigator.clipboard) continue;
    const copy = document.createElement("button");
    copy.type = "button";
    copy.textContent = "Copy citation";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent.trim());
      said.textContent = " Copied.";
    });
    text.after(copy, said);
  }

  // Escape hides what a mark shows until the pointer or the focus moves on, and closes what it opened:
  // reading goes on where it was left.
  let mark = null;
  document.addEventListener("click", (event) => {
    mark = event.target.closest("[data-source]") ?? mark;
  });
  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, () => delete root.dataset.notes);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    root.dataset.notes = "off";
    if (!mark || !document.querySelector("ol.sources > :target")) return;
    history.back();
    mark.focus({ preventScroll: true });
    root.dataset.notes = "off";
  });

  // What fits needs no stop for the Tab key; what does not can be scrolled, whatever has made it wide.
  const boxes = new ResizeObserver((changed) => {
    for (const { target: box } of changed) {
      box.classList.toggle("over", box.scrollWidth > box.clientWidth + 1);
      const scrolls = box.matches(".over") || box.scrollHeight > box.clientHeight + 1;
      if (scrolls) box.tabIndex = 0;
      else if (box !== document.activeElement) box.removeAttribute("tabindex");
    }
  });
  for (const box of document.querySelectorAll(".scroll, pre")) boxes.observe(box);

  // Paper does not open: what is closed is opened to be printed, and closed again.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const each of closed) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of closed) each.open = false;
  });

  // Who leaves a list that lies over the page leaves it closed, or the focus would be behind it.
  for (const list of document.querySelectorAll("[popover]")) {
    list.addEventListener("focusout", ({ relatedTarget: next }) => {
      const leaves = next && !list.contains(next) && next.popoverTargetElement !== list;
      if (leaves && list.matches(":popover-open")) list.hidePopover();
    });
  }

  // An address within a closed tab opens it, and tabs of one name open together.
  const openTab = () => {
    const target = document.querySelector(".sd-tab-content :target");
    for (let pane = target; (pane = pane?.parentElement.closest(".sd-tab-content")); )
      pane.previousElementSibling.control.click();
    target?.scrollIntoView();
  };
  for (const kind of ["load", "hashchange"]) addEventListener(kind, openTab);
  document.addEventListener("change", ({ target: { labels } }) => {
    const { syncId, syncGroup } = labels?.[0]?.dataset ?? {};
    for (const { control, dataset } of syncId ? document.querySelectorAll(".sd-tab-label") : [])
      if (dataset.syncId === syncId && dataset.syncGroup === syncGroup) control.checked = true;
  });

  // A browser lets no page from a disk read another file, which is how the search finds.
  if (location.protocol === "file:") {
    const note = document.createElement("p");
    note.className = "admonition from-disk";
    note.textContent =
      "You read this page from a disk, where search and filters cannot work. " +
      "They do on the published site, and with the command “make live”.";
    document.querySelector("main").prepend(note);
  }

  // In a list that is longer than the window, where the reader is stands in its middle.
  const show = (link, list) => (list.scrollTop = link.offsetTop - list.clientHeight / 2);
  const here = document.querySelector('.menu [aria-current="page"]');
  if (here) show(here, here.closest(".menu"));

  // The list of sections closes after a choice, and marks the section that is being read.
  const contents = document.getElementById("hub_contents");
  if (!contents) return;
  const links = new Map();
  for (const link of contents.querySelectorAll("a")) {
    link.addEventListener("click", () => contents.matches(":popover-open") && contents.hidePopover());
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest("section");
    if (section) links.set(section, link);
  }
  const seen = new Set();
  const watch = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    }
    let marked = false;
    for (const [section, link] of links) {
      if (!marked && seen.has(section)) {
        link.setAttribute("aria-current", "location");
        if (!contents.matches(":hover, :focus-within")) show(link, contents);
        marked = true;
      } else {
        link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-10% 0px -60% 0px" });
  for (const section of links.keys()) watch.observe(section);
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
