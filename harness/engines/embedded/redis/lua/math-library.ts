import { c, type State } from './c-api.ts';
import { hostFunction, LuaError } from './host.ts';
import { drawRandom, seedRandom } from './random.ts';

/** `math.random`: of nothing, of an upper bound, of a lower and an upper bound. */
function random(state: State): number {
  const draw = drawRandom();
  const count = c._lua_gettop(state);
  if (count > 2) throw new LuaError('wrong number of arguments');
  if (count === 0) {
    c._lua_pushnumber(state, draw);
    return 1;
  }
  const low = count === 1 ? 1 : Math.trunc(c._lua_tonumber(state, 1));
  const high = Math.trunc(c._lua_tonumber(state, count));
  if (low > high) throw new LuaError(`bad argument #${count} to 'random' (interval is empty)`);
  c._lua_pushnumber(state, Math.floor(draw * (high - low + 1)) + low);
  return 1;
}

export const MATH_LIBRARY: Readonly<Record<string, number>> = {
  random: hostFunction(random),
  randomseed: hostFunction((state) => {
    seedRandom(c._lua_tonumber(state, 1));
    return 0;
  }),
};
