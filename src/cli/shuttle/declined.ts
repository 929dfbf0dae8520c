/** A call that turns out to need a process of its own. Nothing of it is to be seen yet. */
export class Declined extends Error {
  override readonly name = "Declined";
}
