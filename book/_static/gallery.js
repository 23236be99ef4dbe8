// Filters the gallery. Without this script the gallery is the list of all case studies.
const list = document.querySelector(".gallery");
const cards = [...list.children];
const form = document.getElementById("hub_filters");
const filters = [...form.querySelectorAll("select")];
const [count, all] = ["output", "[type=reset]"].map((one) => form.querySelector(one));
const asked = new URLSearchParams(location.search);

function show() {
  const chosen = filters.filter((one) => one.value);
  for (const card of cards) {
    card.hidden = !chosen.every((one) => card.classList.contains(`${one.name}-${one.value}`));
  }
  const number = cards.filter((card) => !card.hidden).length;
  all.hidden = chosen.length === 0;
  count.textContent = `${number} of ${cards.length} ${form.dataset.many} shown`;
  const query = new URLSearchParams(chosen.map((one) => [one.name, one.value]));
  history.replaceState(null, "", (query.size ? `?${query}` : location.pathname) + location.hash);
}

for (const one of filters) {
  const value = asked.get(one.name);
  if ([...one.options].some((option) => option.value === value)) one.value = value;
  if (one.value) one.closest("details").open = true;
  one.addEventListener("change", show);
}
form.addEventListener("submit", (event) => event.preventDefault());
// The button goes with what it undoes, and the focus to what can be done next.
form.addEventListener("reset", () => setTimeout(() => { show(); filters[0].focus(); }));
show();
