// The search box of every page. No module, since browsers run none from disk, where this says why it cannot search.
{
  const root = document.getElementById("hub_search");
  const [form, field, said, list] = ["form", "[type=search]", "[role=status]", "ol"].map((one) => root.querySelector(one));
  const filters = [...root.querySelectorAll("select")];
  const whole = filters.length > 0; // the page for searching, not the box in the head of another
  const kept = {};
  const read = (name) => (kept[name] ??= fetch(`${root.dataset.words}/${name}.json`).then((answer) => answer.json()));
  const ranking = { metaWeights: { title: 8, names: 5, description: 5, facets: 0 }, termFrequency: 0.6, pageLength: 0.3 };
  const load = () => (kept.engine ??= import(new URL(root.dataset.engine, location.href)).then((pagefind) =>
    pagefind.options({ noWorker: true, ranking }).then(() => pagefind)));
  const words = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).map((word) =>
    word.replace(/['’ʼ]s$|['’ʼ]/g, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "")).filter(Boolean);
  // What to ask Pagefind for a word: the word, if it stands in the book; else the commonest that differs by one letter
  // changed, added, left out or swapped; else, for a long one, by its vowels or doubled letters; else two words in one.
  const bones = (word) => word.replace(/[aeiouy]+/g, "a").replace(/(.)(?=\1)/g, "");
  async function meant(word, pagefind, corrected, same) {
    const [joined, apart] = [word.replaceAll("-", ""), word.replaceAll("-", " ")];
    for (const one of [joined, joined.replace(/([iy])z(?=[aei])/, "$1s")])
      if ((await pagefind.search(`"${one}"`)).results.length) return [one, apart === word ? one : apart];
    if (apart !== word || !corrected) return apart === word ? [] : [apart];
    const every = await read("all"), longer = every.find((one) => one.startsWith(word));
    if (longer) return same[longer]?.includes(longer) === false ? same[longer] : [word];
    const known = every.filter((one) => one[0] === word[0] && Math.abs(one.length - word.length) < 3);
    const edited = new RegExp(`^(${[...word].map((a, at) => [word.slice(0, at), a, word[at + 1] ?? "", word.slice(at + 2)])
      .map(([before, a, b, after]) => `${before}(.?${b}|.${a}${b}|${b}${a})${after}`).join("|")})$`);
    const [first] = every.filter((one) => word.startsWith(one) && every.some((two) => two.startsWith(word.slice(one.length))));
    const near = known.find((one) => edited.test(one)) ?? known.find((one) => word.length > 6 && bones(one) === bones(word))
      ?? (first && `${first} ${word.slice(first.length)}`);
    return !near || word.length < 5 || /\d/.test(word) ? [] : (corrected.set(word, near), same[near] ?? [near]);
  }
  // Each word is asked by itself, so that a question finds pages that answer most of it. Gives results, best first, what
  // was corrected, and what no page has; nothing is corrected for somebody who wants `literally` what was typed.
  const ask = (root.ask = async (question, facets = "", literally = false) => {
    const [pagefind, same] = await Promise.all([load(), read("same")]);
    const [corrected, scores, asked, missing] = [new Map(), new Map(), [], []];
    const note = async (text, part, weight, shown) => {
      for (const result of (await pagefind.search(text)).results) {
        const entry = Object.assign(scores.get(result.id) ?? { result, by: {} }, shown && { result });
        entry.by[part] = Math.max(entry.by[part] ?? 0, result.score * weight);
        scores.set(result.id, entry);
      }
    };
    let rest = ` ${words(question).join(" ")} `;
    for (const [word, ways] of Object.entries(same)) {
      if (ways.length && rest.includes(` ${word} `)) asked.push(ways);
      if (ways.length || asked.length || rest !== ` ${word} `) rest = rest.replaceAll(` ${word} `, " ");
    }
    for (const word of new Set(rest.trim().split(" ").filter(Boolean))) {
      const ways = await meant(word, pagefind, literally ? null : corrected, same);
      (ways.length ? asked : missing).push(ways.length ? ways : word);
    }
    // Of words that mean the same, a page is given credit for the one that it has most of.
    for (const [part, ways] of asked.entries())
      for (const [place, way] of ways.entries()) await note(`${way} ${facets}`, part, place ? 0.6 : 1);
    // A page that has every word counts for more, and shows its words together; some of each, for more than much of one.
    const all = [...asked.map(([way]) => way), facets].join(" ").trim();
    if (all) await note(all, "all", 0.5, true);
    const worth = ({ by }) => Object.values(by).reduce((sum, one) => sum + Math.sqrt(one), 0);
    const results = [...scores.values()].sort((a, b) => worth(b) - worth(a)).map((entry) => entry.result);
    return { results, corrected, missing };
  });
  function make(tag, more, ...parts) {
    const made = Object.assign(document.createElement(tag), more);
    return made.append(...parts), made;
  }
  const weight = (part) => part.weighted_locations.reduce((sum, one) => sum + one.balanced_score, 0);
  // Pagefind escapes the text of an excerpt, and marks in it what was found.
  function item({ meta, url, excerpt, sub_results }) {
    const part = sub_results.reduce((a, b) => (weight(b) > weight(a) ? b : a), sub_results[0] ?? { url, excerpt });
    const section = part.title && part.title !== meta.title ? [make("span", {}, part.title)] : [];
    const link = make("a", { href: part.url }, make("b", {}, meta.title), ...section);
    return make("li", {}, link, make("p", { className: "where" }, meta.kind), make("p", { innerHTML: `… ${part.excerpt} …` }));
  }
  let [turn, timer, room] = [0, 0, whole ? 10 : 5];
  const close = () => { turn += 1; for (const one of [list, said]) one.replaceChildren(); };
  async function show(literally) {
    const [question, mine] = [field.value.trim(), ++turn];
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    if (location.protocol === "file:") return (said.textContent = query.size ? root.dataset.onDisk : "");
    if (whole) history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
    if (!query.size) return close();
    const facets = filters.map((one) => one.selectedOptions[0]?.dataset.facet).join(" ").trim();
    const { results, corrected, missing } = await ask(question, facets, literally);
    const pages = await Promise.all(results.slice(0, room).map((one) => one.data()));
    if (mine !== turn) return;
    said.replaceChildren(results.length === 1 ? "1 page found. " : `${results.length || "No"} pages found. `);
    if (missing.length) said.append(`No page has “${missing.join(" ")}”. `);
    if (corrected.size) {
      said.prepend(`Showing results for “${words(question).map((one) => corrected.get(one) ?? one).join(" ")}”: `);
      said.append(make("button", { type: "button", onclick: () => run(true) }, `Search for “${question}” instead`));
    }
    list.replaceChildren(...pages.map(item));
    const more = { type: "button", onclick: () => { room += 10; run(literally); }, href: `${form.action}?${query}` };
    if (results.length > room) list.append(make("li", {}, make(whole ? "button" : "a", more, whole ? "Show more" : "Show all")));
    list.dataset.question = question;
  }
  const run = (literally = false) => show(literally).catch(() => { said.textContent = root.dataset.failed; });
  root.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 200); });
  form.addEventListener("submit", (event) => { if (whole) { event.preventDefault(); clearTimeout(timer); run(); } });
  root.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [field, ...list.querySelectorAll("a, button")];
    const next = step ? stops[stops.indexOf(document.activeElement) + step] : event.key === "Escape" && field;
    if (!next || event.target.matches("select")) return;
    next.focus(step ? event.preventDefault() : close());
  });
  // A key without Ctrl or the like can be turned off (WCAG 2.1.4), on the search page; some browsers keep nothing.
  const slash = (set) => { try { return Object.assign(localStorage, set).slash !== "off"; } catch { return true; } };
  for (const box of root.querySelectorAll("#slash"))
    Object.assign(box, { checked: slash(), onchange: () => slash({ slash: box.checked ? "on" : "off" }) });
  document.addEventListener("keydown", (event) => {
    const typing = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && slash()) field.focus(event.preventDefault());
  });
  const given = new URLSearchParams(location.search);
  for (const one of whole ? [field, ...filters] : []) one.value = given.get(one.name) ?? "";
  if (whole) run();
  else for (const kind of ["pointerdown", "focusin"]) document.addEventListener(kind, ({ target }) => root.contains(target) || close());
}
