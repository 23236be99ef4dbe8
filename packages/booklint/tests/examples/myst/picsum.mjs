// What the directive {picsum} is made of.
export default { name: "picsum", directives: [{ name: "picsum", run: () => [] }] };
