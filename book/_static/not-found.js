// The page stands at any depth, and the site may stand below another folder than it was built for, such as
// that of a preview: then all addresses here are wrong. The folder is found by asking for a file in it.
(async () => {
  const built = document.querySelector('link[rel="stylesheet"]').getAttribute("href").split("_static/")[0];
  const there = async (folder) => {
    try {
      const answer = await fetch(`${folder}site.webmanifest`, { cache: "no-store" });
      return answer.ok && Array.isArray((await answer.json()).icons);
    } catch {
      return false;
    }
  };
  const parts = location.pathname.split("/").slice(1, -1);
  const above = parts.map((_, depth) => `/${parts.slice(0, depth + 1).join("/")}/`);
  for (const folder of [built, "/", ...above]) {
    if (!(await there(folder))) continue;
    if (folder === built) return;
    for (const name of ["href", "src", "action", "data-engine", "data-words"]) {
      for (const element of document.querySelectorAll(`[${name}^="${built}"]`)) {
        const address = folder + element.getAttribute(name).slice(built.length);
        if (element.localName !== "script") {
          element.setAttribute(name, address);
          continue;
        }
        const again = document.createElement("script");
        again.src = address;
        element.replaceWith(again);
      }
    }
    return;
  }
})();
