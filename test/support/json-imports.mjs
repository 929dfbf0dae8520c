/** Transforms a module for jest: imports of JSON get the attribute that they need. */
export default {
  process: (source) => ({
    code: source.replaceAll(/(import \w+ from "[^"]+\.json")/g, '$1 with { type: "json" }'),
  }),
};
