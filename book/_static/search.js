// The search page. Pagefind's engine and index are loaded when somebody searches, not before.
const form = document.getElementById("ask");
const field = form.elements.q;
const filters = [...form.querySelectorAll("select")];
const found = document.getElementById("found");
const list = document.getElementById("results");
const MOST = 10;

// Words of a question that say nothing about its subject.
const EMPTY = new Set(
  ("a about all an and any are as at be by can did do does for from had has have how i in is it its me my of on or our per " +
  "should so that the their them there they this to was we were what when where which who whom whose why will with you your").split(" "),
);

let engine;
function load() {
  engine ??= import(new URL(form.dataset.bundle, location.href)).then(async (pagefind) => {
    // A page whose title has the words comes first; long pages get no advantage from repeating them.
    const metaWeights = { title: 8, names: 5, description: 3 };
    await pagefind.options({ ranking: { metaWeights, termFrequency: 0.6, pageLength: 0.6 } });
    await pagefind.init();
    return pagefind;
  });
  return engine;
}

// The words of the book, commonest first: those with one first letter, or all, to mend a misspelling; and
// what readers' own words stand for.
const known = new Map();
function vocabulary(part) {
  if (!known.has(part)) {
    const address = new URL(`${form.dataset.words}/${part}.json`, location.href);
    known.set(part, fetch(address).then((answer) => answer.json()));
  }
  return known.get(part);
}

function tokens(question) {
  return question.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

function terms(question) {
  const all = tokens(question);
  const telling = all.filter((word) => !EMPTY.has(word));
  return [...new Set(telling.length ? telling : all)].slice(0, 8);
}

// Letters to change, add, drop or swap to get from one word to another; gives up beyond `limit`.
function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let [before, row] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
  }
  return row[b.length];
}

async function nearest(word) {
  // One letter of three changed makes another word: «per» is not «peer».
  if (word.length < 4) return word;
  const limit = word.length < 6 ? 1 : 2;
  let best = null;
  let least = limit + 0.5;
  for (const candidate of await vocabulary("all")) {
    // Of two words as near, the one that begins and ends alike longer: «maping» is «mapping» sooner than
    // «making», and «color» is «colour» sooner than «colon».
    const same = alike(word, candidate) + alike([...word].reverse(), [...candidate].reverse());
    const steps = distance(word, candidate, limit) - same / 100;
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

// For a word it has not, Pagefind offers pages with words that merely begin with a letter or two of it, so
// only words of the book are asked: this one, else one with another ending, which may have another stem
// («decarbonisation», «decarbonising»), else the nearest.
const ENDING = /^(?:|e?s|e?d|e|y|ies|ied|ings?|e?rs?|(?:at)?ions?|al|ally|ity|ly|ments?)$/;
async function inTheBook(asked) {
  const words = await vocabulary(/^[a-z]/.test(asked) ? asked[0] : "other");
  if (words.includes(asked)) return [asked];
  // This book spells as the British do: «organise».
  const word = asked.replace(/iz(?=[aei])/, "is");
  const other = words.find((one) => {
    const same = alike(one, word);
    return same >= Math.min(4, word.length) && ENDING.test(one.slice(same)) && ENDING.test(word.slice(same));
  });
  if (other) return [word, other];
  const mended = await nearest(word);
  return mended ? [mended] : [];
}

function alike(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

// Each word is asked by itself, so that a question finds pages that answer most of it.
async function ask(question, chosen) {
  const pagefind = await load();
  const options = { filters: chosen };
  const asked = terms(question);
  if (!asked.length) {
    const { results } = await pagefind.search(null, options);
    return { results, searched: asked };
  }
  const aliases = await vocabulary("aliases");
  const searched = [];
  const mended = new Map();
  const scores = new Map();
  const note = (results, counted, weight) => {
    for (const result of results) {
      const entry = scores.get(result.id) ?? { score: 0, words: 0, best: 0, result };
      entry.score += result.score * weight;
      entry.words += counted;
      if (result.score > entry.best) [entry.best, entry.result] = [result.score, result];
      scores.set(result.id, entry);
    }
  };
  for (const word of asked) {
    const meant = Object.hasOwn(aliases, word) && aliases[word];
    const others = meant || (await inTheBook(word));
    if (!others.length) continue;
    searched.push(meant ? meant.join(" or ") : others[0]);
    mended.set(word, others[0]);
    // Of words that mean the same, a page is given credit for the one that it has most of.
    const best = new Map();
    for (const wanted of others) {
      for (const result of (await pagefind.search(wanted, options)).results) {
        if (result.score > (best.get(result.id)?.score ?? 0)) best.set(result.id, result);
      }
    }
    note(best.values(), 1, 1);
  }
  // Words that stand side by side in the question, as in a name, count for more where they do so on a page.
  // Not across «of» or «the»: the index of such a word alone weighs more than that of all others.
  const all = tokens(question).map((word) => mended.get(word));
  for (const [index, word] of all.slice(1).entries()) {
    if (!word || !all[index]) continue;
    note((await pagefind.search(`"${all[index]} ${word}"`, options)).results, 0, 1);
  }
  // A page that has every word shows its excerpt for all of them.
  for (const result of (await pagefind.search([...mended.values()].join(" "), options)).results) {
    const entry = scores.get(result.id);
    if (entry) entry.result = result;
  }
  const worth = ({ score, words }) => score * (0.4 + (0.6 * words) / asked.length);
  const ranked = [...scores.values()].sort((a, b) => worth(b) - worth(a));
  // What answers hardly any of the question would only make the list long.
  const least = ranked.length && worth(ranked[0]) * 0.08;
  return { results: ranked.filter((entry) => worth(entry) > least).map((entry) => entry.result), searched };
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// Pagefind marks what it found in the excerpt, which it has escaped; only its marks are taken over.
function excerpt(text) {
  const paragraph = element("p");
  const parsed = new DOMParser().parseFromString(text, "text/html").body;
  for (const node of parsed.childNodes) {
    paragraph.append(node.nodeName === "MARK" ? element("mark", node.textContent) : node.textContent);
  }
  return paragraph;
}

function item(data) {
  const entry = element("li");
  const link = element("a", data.meta.title);
  link.href = data.url;
  const where = [data.filters.type, data.filters.cohort].flat().filter(Boolean).join(" · ");
  entry.append(link, element("p", where, "where"), excerpt(data.excerpt));
  const section = data.sub_results.find((part) => part.url.includes("#"));
  if (section && section.title !== data.meta.title) {
    const line = element("p", "Section: ", "where");
    const deep = element("a", section.title);
    deep.href = section.url;
    line.append(deep);
    entry.append(line);
  }
  return entry;
}

let latest = 0;
async function search() {
  const question = field.value.trim();
  const chosen = Object.fromEntries(filters.filter((one) => one.value).map((one) => [one.name, one.value]));
  const query = new URLSearchParams({ ...(question && { q: question }), ...chosen });
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  const turn = ++latest;
  if (!query.size) {
    list.replaceChildren();
    found.textContent = "";
    return;
  }
  found.textContent = "Searching …";
  try {
    const { results, searched } = await ask(question, chosen);
    const pages = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
    if (turn !== latest) return;
    list.replaceChildren(...pages.map(item));
    const number = results.length === 1 ? "1 page found" : `${results.length || "No"} pages found`;
    const shown = results.length > MOST ? `; the best ${MOST} are shown` : "";
    const asked = terms(question).join(" ");
    const spelt = !searched.length || searched.join(" ") === asked ? "" : `; searched for “${searched.join(" ")}”`;
    found.textContent = `${number}${shown}${spelt}.`;
    list.dataset.question = question;
  } catch (error) {
    if (turn !== latest) return;
    found.textContent = "The search could not be loaded. All pages are listed below.";
    throw error;
  }
}

let timer;
function soon() {
  clearTimeout(timer);
  timer = setTimeout(search, 300);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  search();
});
field.addEventListener("focus", load, { once: true });
field.addEventListener("input", soon);
for (const one of filters) one.addEventListener("change", search);

const given = new URLSearchParams(location.search);
field.value = given.get("q") ?? "";
for (const one of filters) {
  const value = given.get(one.name);
  if ([...one.options].some((option) => option.value === value)) one.value = value;
}
if (given.size) search();
