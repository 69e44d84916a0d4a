/** What can be told of a Lua script from its text alone. */

/** A call of a command on one key, which is one of the script's own. Some commands take more keys where others take values. */
const CALL_ON_OWN_KEY =
  /\bredis\.p?call\(\s*(['"])(?:\w+\1\s*,\s*KEYS\s*\[[^\]]*\]\s*\)|(?!(?:del|unlink|exists|touch|mget|mset|msetnx|rename|renamenx|copy)\1)\w+\1\s*,\s*KEYS\b)/gi;
const CALL = /call\b/gi;
const KEYS = /\bKEYS\b/g;

/**
 * Redis does not hold a script to the keys that it was given. False where the text does not show at once that the script
 * touches no others.
 */
export function keepsToItsKeys(text: string): boolean {
  return countOf(text, CALL) === countOf(text, CALL_ON_OWN_KEY);
}

/** It also looks at nothing else of its keys than what they hold: not at their names, nor at how many there are. */
export function onlyPassesKeysOn(text: string): boolean {
  return keepsToItsKeys(text) && countOf(text, KEYS) === countOf(text, CALL_ON_OWN_KEY);
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
