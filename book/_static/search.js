// The search box of every page. No module, since browsers run none from disk, where this says why it cannot search.
{
  const root = document.getElementById("hub_search");
  const [form, field, said, list] = ["form", "[type=search]", "[role=status]", "ol"].map((one) => root.querySelector(one));
  const kept = {}, filters = [...root.querySelectorAll("select")], whole = filters.length > 0; // not the box in a head
  const read = (name) => (kept[name] ??= fetch(`${root.dataset.words}/${name}.json`).then((answer) => answer.json()));
  const ranking = { metaWeights: { title: 8, names: 5, description: 5, asked: 6, facets: 0 }, termFrequency: 0.6, pageLength: 1 };
  const load = () => (kept.engine ??= import(new URL(root.dataset.engine, location.href)).then((pagefind) =>
    pagefind.options({ noWorker: true, ranking }).then(() => pagefind)));
  const words = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).map((word) =>
    word.replace(/['’ʼ]s$|['’ʼ]/g, "").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "")).filter(Boolean);
  // Words are compared without their endings, so that «organizing» meets what is said of «organise».
  const british = (text) => text.replace(/([iy])z(?=[aei])/g, "$1s");
  const stem = (text) => british(text).replace(/(\S{4,}?)(?:es|ed|ing|e)(?= |$)|(\S{2,}[^aius ])s(?= |$)/g, "$1$2")
    .replace(/([bdgmnprt])\1(?= |$)/g, "$1").replace(/y(?= |$)/g, "i") + "…";
  const meetings = (groups) => groups.flatMap(([ways, others]) => [...ways, ...others].flatMap((word) =>
    [word, stem(word)].map((key) => [key, [...ways.filter((one) => one === word), ...ways]])))
    .reduce((all, [key, ways]) => Object.assign(all, { [key]: [...new Set([...ways, ...(all[key] ?? [])])] }), Object.create(null));
  // What to ask Pagefind for a word: itself, if the book has it or one that begins so; else the commonest that differs
  // by a letter changed, added, left out or swapped; else, if long, by vowels or doubled letters; else two words in one.
  const bones = (word) => word.replace(/[aeiouy]+/g, "a").replace(/(.)(?=\1)/g, "");
  async function meant(word, pagefind, corrected, same, begun) {
    const [joined, apart] = [word.replaceAll("-", ""), word.replaceAll("-", " ")];
    for (const one of [joined, british(joined)]) if ((await pagefind.search(`"${one}"`)).results.length) return [one, apart === word ? one : apart];
    if (apart !== word || !corrected) return apart === word ? [] : [apart];
    const every = await read(word.codePointAt(0) % 32), longer = every.find((one) => one.startsWith(word));
    if (longer) return begun.add(word) && same(longer)?.includes(longer) === false ? same(longer) : [word];
    const edited = new RegExp(`^(${[...word].map((a, at) => [word.slice(0, at), a, word[at + 1] ?? "", word.slice(at + 2)])
      .map(([before, a, b, after]) => `${before}(.?${b}|.${a}${b}|${b}${a})${after}`).join("|")})$`);
    let near = every.find((one) => edited.test(one)) ?? every.find((one) => word.length > 6 && bones(one) === bones(word));
    for (const [one, rest] of every.map((each) => [each, word.slice(each.length)]).filter(([each]) => word.startsWith(each)))
      if (!near && (await read(rest.codePointAt(0) % 32)).some((two) => stem(two) === stem(rest))) near = `${one} ${rest}`;
    return !near || word.length < 5 || /\d/.test(word) ? [] : (corrected.set(word, near), same(near) ?? [near]);
  }
  // Each word is asked by itself, so that a question finds pages that answer most of it. Gives results, best first, what
  // was corrected, and what no page has; nothing is corrected for somebody who wants `literally` what was typed.
  const ask = (root.ask = async (question, facets = "", literally = false) => {
    const [pagefind, [quiet, all]] = await Promise.all([load(), (kept.all ??= read("same").then(([few, ...all]) => [few, meetings(all)]))]);
    const same = (text) => all[text] ?? all[stem(text)];
    const [corrected, scores, asked, missing, begun, rest] = [new Map(), new Map(), [], [], new Set(), words(question)];
    const exact = /^["“].+["”]$/.test(question) && (await pagefind.search(`"${rest.join(" ")}" ${facets}`)).results;
    if (exact.length) return { results: exact, corrected, missing };
    const note = async (text, part, weight, shown) => (await pagefind.search(text)).results.forEach((result) => {
      const entry = Object.assign(scores.get(result.id) ?? { result, by: {} }, shown && { result });
      entry.by[part] = Math.max(entry.by[part] ?? 0, result.score * weight);
      scores.set(result.id, entry);
    });
    for (let size = 5; size; size -= 1)
      for (let at = 0; at + size <= rest.length; at += 1) {
        const ways = same(rest.slice(at, at + size).join(" "));
        if (ways?.length) asked.push({ ways, counts: 1 });
        if (ways && (asked.length || rest.filter(Boolean).length > size)) rest.fill("", at, at + size);
      }
    for (const word of new Set(rest.filter(Boolean))) {
      const ways = await meant(word, pagefind, literally ? null : corrected, same, begun);
      const counts = quiet.includes(word) ? 0.05 : begun.has(word) && word !== rest.at(-1) ? 0.3 : 1;
      (ways.length ? asked : missing).push(ways.length ? { ways, counts } : word);
    }
    // Of words that mean the same, a page is given credit for the one that it has most of.
    for (const [part, { ways, counts }] of asked.entries())
      for (const [place, way] of ways.entries()) await note(`${way} ${facets}`, part, place ? 0.6 * counts : counts);
    // A page with every word counts for more, and shows them together; one with little of them is no answer.
    const together = [...asked.map(({ ways: [way] }) => way), facets].join(" ").trim();
    if (together) await note(together, "together", 0.25, true);
    const worth = ({ by }) => Object.values(by).reduce((sum, one) => sum + one ** 0.42, 0);
    return { results: [...scores.values()].sort((a, b) => worth(b) - worth(a)).filter((one, _, [best]) => asked.length < 2
      || worth(one) > worth(best) * 0.4).map(({ result }) => result), corrected, missing };
  });
  const make = (tag, more, ...parts) => ((one) => (one.append(...parts), one))(Object.assign(document.createElement(tag), more));
  const weight = (part) => part.weighted_locations.reduce((sum, one) => sum + one.balanced_score, 0);
  // Pagefind escapes the text of an excerpt, and marks in it what was found. Results lead to answers, not to questions.
  function item({ meta, url, excerpt, sub_results }) {
    const parts = sub_results.filter((one) => !one.url.endsWith("#hub_answers"));
    const part = parts.reduce((a, b) => (weight(b) > weight(a) ? b : a), parts[0] ?? { url, excerpt });
    const section = part.title && part.title !== meta.title ? [make("span", {}, part.title)] : [];
    const link = make("a", { href: part.url }, make("b", {}, meta.title), ...section);
    return make("li", {}, link, make("p", { className: "where" }, meta.kind), make("p", { innerHTML: `… ${part.excerpt.replace(/_{3,}\.?/g, "…")} …` }));
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
    const found = results.length === 1 ? "1 page found. " : `${results.length || "No"} pages found. `;
    const meant = `Showing results for “${words(question).map((one) => corrected.get(one) ?? one).join(" ")}”: `;
    said.replaceChildren(corrected.size ? meant : "", found, missing.length ? `No page has “${missing.join("” or “")}”. ` : "");
    if (corrected.size) said.append(make("button", { type: "button", onclick: () => run(true) }, `Search for “${question}” instead`));
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
    if (next && !event.target.matches("select")) next.focus(step ? event.preventDefault() : close());
  });
  // A key without Ctrl or the like can be turned off (WCAG 2.1.4), on the search page; some browsers keep nothing.
  const slash = (set) => { try { return Object.assign(localStorage, set).slash !== "off"; } catch { return true; } };
  for (const box of root.querySelectorAll("#slash"))
    Object.assign(box, { checked: slash(), onchange: () => slash({ slash: box.checked ? "on" : "off" }) });
  document.addEventListener("keydown", (event) => {
    const typing = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select");
    if (event.key === "/" && !typing && slash()) field.focus(event.preventDefault());
  });
  for (const one of whole ? [field, ...filters] : [])
    if ((one.value = new URLSearchParams(location.search).get(one.name) ?? "")) (one.closest("details") ?? {}).open = true;
  if (whole) run(); else for (const kind of ["pointerdown", "focusin"]) addEventListener(kind, (on) => root.contains(on.target) || close());
}
