/** In the page, in place of reading stacks: the code is the built-in strategies', in one script. */
export function callSite(): string {
  return 'a built-in strategy';
}
