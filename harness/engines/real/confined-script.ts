/**
 * Scripts that name keys which they were not given, look at the names of their keys, or speak of instants. In a run on a
 * shared Redis a key has a prefix and an instant is virtual, so these scripts get a `redis` of their own: it puts the
 * prefix before each key, notes the keys that nobody declared, and translates instants into times to live and back.
 *
 * It stands on the script's first line, so that errors keep their line numbers.
 */
import { createHash } from 'node:crypto';
import type { RedisCommand, RedisReply } from '../engine.ts';
import { onlyPassesKeysOn } from '../script-text.ts';
import { NotSupported } from './errors.ts';
import { keyShapesInLua } from './key-shapes.ts';

/** Behind the run's prefix: the keys that confined scripts have touched without declaring them. */
const TOUCHED = '(touched)';
/** How the script's `redis` says that a command must not run here. */
const REFUSAL = 'STALEMATE';

const INSTANTS = /(?:^|[^a-z])(?:time|p?expiretime|p?expireat|exat|pxat)(?:$|[^a-z])/i;
/** Ways past a local variable called `redis`. */
const LOOPHOLE = /\b(?:_G|loadstring|load|getfenv|setfenv)\b/;
const SHEBANG = /^#![^\n]*\n/;
const PLACE = /script: [0-9a-f]{40},/g;

const WRAPPER = `local redis=(function(redis)
 local now=tonumber(table.remove(ARGV)) local prefix=table.remove(ARGV)
 local shapes,own=SHAPES,{}
 for i=1,#KEYS do own[KEYS[i]]=true KEYS[i]=KEYS[i]:sub(#prefix+1) end
 local function named(key)
  key=prefix..key
  if not own[key] then own[key]=true NOTE end
  return key
 end
 local function later(text,unit)
  local at=tonumber(text)
  return at and tostring(text):match('^%-?%d+$') and string.format('%.0f',at*unit-now) or nil
 end
 local function relative(name,args,count)
  if name=='expireat' or name=='pexpireat' then
   local ms=later(args[3],name=='expireat' and 1000 or 1)
   if ms then args[1],args[3]='pexpire',ms end
  elseif name=='set' or name=='getex' then
   local times=0
   for i=name=='set' and 4 or 3,count do
    local option=tostring(args[i]):lower()
    if option=='ex' or option=='px' or option=='exat' or option=='pxat' then times=times+1 end
   end
   for i=name=='set' and 4 or 3,count-1 do
    local option=tostring(args[i]):lower()
    local ms=times==1 and (option=='exat' or option=='pxat') and tonumber(args[i+1]) and tonumber(args[i+1])>0 and later(args[i+1],option=='exat' and 1000 or 1)
    if ms then
     if tonumber(ms)>0 then args[i],args[i+1]='PX',ms else args[i],args[i+1]='PXAT','1' end
    end
   end
  elseif name=='expiretime' or name=='pexpiretime' then
   args[1]='pttl'
  end
 end
 local function perform(f,...)
  local args,count={...},select('#',...)
  local name=type(args[1])=='string' and args[1]:lower() or ''
  local shape=shapes[name]
  if shape==0 then error({err='${REFUSAL} '..name}) end
  if name=='time' and count==1 then
   return {string.format('%d',math.floor(now/1000)),string.format('%d',now%1000*1000)}
  end
  if shape then
   local last=shape==9 and 1 or shape<0 and count or math.min(count,1+shape)
   for i=2,last,shape==-2 and 2 or 1 do
    if type(args[i])=='string' or type(args[i])=='number' then args[i]=named(args[i]) end
   end
   relative(name,args,count)
  end
  local reply=f(unpack(args,1,count))
  if type(reply)=='number' and reply>=0 then
   if name=='pexpiretime' then return now+reply end
   if name=='expiretime' then return math.floor((now+reply+500)/1000) end
  end
  return reply
 end
 local mine=setmetatable({},{__index=redis})
 function mine.call(...) return perform(redis.call,...) end
 function mine.pcall(...) return perform(redis.pcall,...) end
 return mine
end)(redis) `.replaceAll(/\n\s*/g, ' ');

const wrappers = new Map<boolean, string>();

/** A script that promises to write nothing cannot note anything either, and leaves no time to live behind. */
function wrapperFor(isReadOnly: boolean): string {
  let wrapper = wrappers.get(isReadOnly);
  if (wrapper === undefined) {
    const note = isReadOnly ? '' : `redis.call('sadd',prefix..'${TOUCHED}',key)`;
    wrapper = WRAPPER.replace('SHAPES', keyShapesInLua()).replace('NOTE', note);
    wrappers.set(isReadOnly, wrapper);
  }
  return wrapper;
}

const verdicts = new Map<string, boolean>();
const VERDICTS_MAX = 1000;

/** @param args of EVAL: an argument may be the name of a command or of an option. */
export function mustBeConfined(args: readonly string[]): boolean {
  const [text = '', keyCount = ''] = args;
  // Redis has its own words for a wrong number of keys.
  if (!/^\d+$/.test(keyCount) || Number(keyCount) > args.length - 2) return false;
  let verdict = verdicts.get(text);
  if (verdict === undefined) {
    verdict = !onlyPassesKeysOn(text) || INSTANTS.test(text);
    if (verdicts.size >= VERDICTS_MAX) verdicts.clear();
    verdicts.set(text, verdict);
  }
  return verdict || args.some((arg, i) => i > 1 && INSTANTS.test(arg));
}

/** EVAL of the same script, confined. What it has touched is then told by `HARVEST`. */
export function confine({ name, args }: RedisCommand, prefix: string, unixMs: number): RedisCommand {
  const [text = '', ...rest] = args;
  if (SHEBANG.test(text)) throw new NotSupported('a script with a #! line', 'it names keys or instants of its own');
  if (LOOPHOLE.test(text)) {
    throw new NotSupported(`a script that uses ${LOOPHOLE.exec(text)?.[0]}`, 'it may name keys or instants past us');
  }
  return { name, args: [wrapperFor(name.endsWith('_ro')) + text, ...rest, prefix, String(unixMs)] };
}

/** The reply of a confined script as the script itself would give it. */
export function unconfined(reply: RedisReply, text: string): RedisReply {
  if (typeof reply !== 'object' || reply === null || !('kind' in reply)) return reply;
  if (reply.code === REFUSAL) {
    const [, command = ''] = reply.message.split(' ');
    throw new NotSupported(`${command.toUpperCase()} in a script`, 'runs share the server, or its keys cannot be told');
  }
  const sha = createHash('sha1').update(text).digest('hex');
  return { ...reply, message: reply.message.replace(PLACE, `script: ${sha},`) };
}

/** Lifts the times to live of the keys that were touched undeclared, and tells: key, milliseconds left, key, … */
export const HARVEST: RedisCommand = {
  name: 'eval',
  args: [
    `local told={} for _,key in ipairs(redis.call('smembers',KEYS[1])) do
 told[#told+1]=key told[#told+1]=redis.call('pttl',key) redis.call('persist',key)
end redis.call('del',KEYS[1]) return told`.replaceAll('\n', ' '),
    '1',
    TOUCHED,
  ],
};

export function readHarvest(reply: RedisReply | undefined): readonly (readonly [key: string, remainingMs: number])[] {
  const told = Array.isArray(reply) ? (reply as readonly RedisReply[]) : [];
  return told.flatMap((key, i) => (i % 2 === 0 ? [[key as string, told[i + 1] as number] as const] : []));
}
