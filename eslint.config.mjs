import jest from "eslint-plugin-jest";
import tseslint from "typescript-eslint";

/** What the core may not reach for: it is a function of its input. */
const impure = [
  { name: "process", message: "The core is pure: take what you need as an argument." },
  { name: "fetch", message: "The core is pure: declare a port in src/flows." },
  { name: "setTimeout", message: "The core is pure: time comes in as an argument." },
  { name: "setInterval", message: "The core is pure: time comes in as an argument." },
  { name: "setImmediate", message: "The core is pure: time comes in as an argument." },
];

export default tseslint.config(
  { ignores: ["node_modules/", "build/", "coverage/", "**/dist/", "examples/", ".cache/"] },
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-definitions": "off",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: false },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      eqeqeq: "error",
    },
  },
  {
    files: ["src/core/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", ...impure],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "Time comes in as an argument." },
        { object: "Math", property: "random", message: "Chance comes in as an argument." },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: "Time comes in as an argument.",
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    plugins: { jest },
    extends: [jest.configs["flat/recommended"]],
    rules: {
      "jest/expect-expect": ["error", { assertFunctionNames: ["expect*", "fc.assert", "nock.**"] }],
    },
  },
);
