import { type Command, DONE, isOn } from "../command.ts";

export const version: Command = ({ world, flags }) => {
  world.stdout.write(`${isOn(flags, "commit") ? world.commit : world.version}\n`);
  return Promise.resolve(DONE);
};
