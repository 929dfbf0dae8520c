import { certificateFunctions } from "./certificate-functions.ts";
import { cryptoFunctions } from "./crypto-functions.ts";
import { dateFunctions } from "./date-functions.ts";
import { dictFunctions } from "./dict-functions.ts";
import { encodingFunctions } from "./encoding-functions.ts";
import { flowFunctions } from "./flow-functions.ts";
import { jsonFunctions } from "./json-functions.ts";
import { listFunctions } from "./list-functions.ts";
import { mathFunctions } from "./math-functions.ts";
import { pathFunctions } from "./path-functions.ts";
import { randomFunctions } from "./random-functions.ts";
import { reflectionFunctions } from "./reflection-functions.ts";
import { regexFunctions } from "./regex-functions.ts";
import { ownFunctions } from "./shuttle-functions.ts";
import { systemFunctions } from "./system-functions.ts";
import type { FunctionTable } from "./table.ts";
import { textFunctions } from "./text-functions.ts";
import { urlFunctions } from "./url-functions.ts";
import { versionFunctions } from "./version-functions.ts";

/** The functions of sprig 3.3.0 by the names that templates know them by. */
export const sprigFunctions: FunctionTable = {
  ...certificateFunctions,
  ...cryptoFunctions,
  ...dateFunctions,
  ...dictFunctions,
  ...encodingFunctions,
  ...flowFunctions,
  ...jsonFunctions,
  ...listFunctions,
  ...mathFunctions,
  ...pathFunctions,
  ...randomFunctions,
  ...reflectionFunctions,
  ...regexFunctions,
  ...systemFunctions,
  ...textFunctions,
  ...urlFunctions,
  ...versionFunctions,
};

/** What a template of a plan can call, besides the functions that text/template itself brings. */
export const shuttleFunctions: FunctionTable = { ...sprigFunctions, ...ownFunctions };
