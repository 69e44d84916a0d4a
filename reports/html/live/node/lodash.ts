/** In the page, in place of `lodash`: the Lua package asks for it, in a part that is not used. */
export default {};
