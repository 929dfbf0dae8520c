import { type Command, DONE, isOn, printJson } from "../command.ts";

export const version: Command = (call) => {
  const { version: number, commit, stdout } = call.world;
  if (isOn(call.flags, "json"))
    return Promise.resolve(printJson(call, { version: number, commit }));
  stdout.write(`${isOn(call.flags, "commit") ? commit : number}\n`);
  return Promise.resolve(DONE);
};
