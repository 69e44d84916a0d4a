/**
 * Turns a fresh Lua 5.1 into the one that Redis offers to scripts. It runs once per interpreter, before any script, and
 * is given the functions of `redis`, `cjson` and `math` that are ours.
 *
 * Redis has patched its Lua so that tables can be read-only. Ours has not: scripts see an empty table in front of each
 * library, which passes reads on and refuses writes. (So `pairs(_G)` finds nothing.) Without it a script could leave
 * something behind for another run.
 *
 * Returns the table of globals behind the protection, and the handler that notes where an error came from.
 */
export const PRELUDE = `
local host = ...
local getinfo, error, type, pcall = debug.getinfo, error, type, pcall
local rawget, rawset, setmetatable, tostring, pairs = rawget, rawset, setmetatable, tostring, pairs

local behind = {}
local function protected(library, onMissing)
  local front = {}
  behind[front] = library
  if onMissing then setmetatable(library, { __index = onMissing }) end
  setmetatable(front, { __index = library, __newindex = host.refuseWrite, __metatable = 'protected' })
  return front
end

local globals = { _VERSION = _VERSION }
for name in ([[assert collectgarbage error gcinfo getmetatable ipairs load loadstring next pairs pcall rawequal rawget
  rawset select setmetatable tonumber tostring type unpack xpcall]]):gmatch('%a+') do
  globals[name] = _G[name]
end

getmetatable('').__metatable = 'protected'
math.random, math.randomseed = host.random, host.randomseed
globals.math, globals.table, globals.string = protected(math), protected(table), protected(string)
globals.coroutine = protected(coroutine)
globals.os = protected({ clock = host.clock })
globals.cjson = protected({ encode = host.encode, decode = host.decode, null = host.null, _NAME = 'cjson', _VERSION = '2.1.0' },
  host.cjsonMissing)
globals.bit = protected({}, host.bitMissing)
globals.struct = protected({}, host.structMissing)
globals.cmsgpack = protected({}, host.cmsgpackMissing)
globals.redis = protected({
  call = host.call, pcall = host.pcall, error_reply = host.errorReply, status_reply = host.statusReply,
  sha1hex = host.sha1hex, log = host.log, setresp = host.setresp,
  set_repl = function() end, replicate_commands = function() return true end,
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  REPL_NONE = 0, REPL_AOF = 1, REPL_SLAVE = 2, REPL_REPLICA = 2, REPL_ALL = 3,
}, host.redisMissing)

function globals.rawget(table, key) return rawget(behind[table] or table, key) end
function globals.rawset(table, key, value)
  if behind[table] then host.refuseRawWrite() end
  return rawset(table, key, value)
end
function globals.setmetatable(table, metatable)
  if behind[table] then host.refuseRawWrite() end
  return setmetatable(table, metatable)
end
-- How much memory the interpreter uses is nobody's business and differs from run to run.
function globals.collectgarbage() return 0 end
function globals.gcinfo() return 0, 0 end

-- Redis raises tables; its pcall shows scripts the text.
local function withText(isOk, problem, ...)
  if not isOk and type(problem) == 'table' and type(problem.err) == 'string' then return isOk, problem.err end
  return isOk, problem, ...
end
function globals.pcall(...) return withText(pcall(...)) end

local function onError(problem)
  local level = 2
  local info = getinfo(level, 'Sl')
  while info and (info.what == 'C' or info.source == '=prelude') do
    level = level + 1
    info = getinfo(level, 'Sl')
  end
  if type(problem) ~= 'table' then problem = { err = 'ERR ' .. tostring(problem) } end
  if info then problem.source, problem.line = info.source, info.currentline end
  return problem
end

globals._G = protected(globals, host.refuseMissing)
return globals, onError, globals._G
`;
