/**
 * What COMMAND LIST of Redis 8.0 names beyond the table in `commands.ts`. These are refused as not embedded; any other name
 * is one that Redis would not know either.
 */
export const OTHER_COMMANDS: ReadonlySet<string> = new Set(
  `
    acl asking auth bgrewriteaof bgsave bitcount bitfield bitfield_ro bitop bitpos blmove blmpop blpop brpop
    brpoplpush bzmpop bzpopmax bzpopmin client cluster command config dbsize debug discard dump exec failover
    fcall fcall_ro flushall flushdb function geoadd geodist geohash geopos georadius georadius_ro
    georadiusbymember georadiusbymember_ro geosearch geosearchstore getbit hello hexpire hexpireat hexpiretime
    hgetdel hgetex hpersist hpexpire hpexpireat hpexpiretime hpttl hrandfield hscan hsetex httl info keys lastsave
    latency lcs lindex linsert llen lmove lmpop lolwut lpop lpos lpush lpushx lrange lrem lset ltrim memory
    migrate module monitor move multi object pfadd pfcount pfdebug pfmerge pfselftest psubscribe psync
    pubsub punsubscribe quit randomkey readonly readwrite replconf replicaof reset restore restore-asking role
    rpop rpoplpush rpush rpushx save scan sdiff sdiffstore select setbit shutdown sinter sintercard sinterstore
    slaveof slowlog smove sort sort_ro spop spublish srandmember sscan ssubscribe subscribe substr sunion
    sunionstore sunsubscribe swapdb sync unsubscribe vadd vcard vdim vemb vgetattr vinfo vismember vlinks
    vrandmember vrem vsetattr vsim wait waitaof xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange
    xread xreadgroup xrevrange xsetid xtrim zcount zdiff zdiffstore zinter zintercard zinterstore zlexcount zmpop
    zmscore zpopmax zpopmin zrandmember zrangebylex zrangebyscore zrangestore zremrangebylex zremrangebyrank
    zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zscan zunion zunionstore
  `
    .trim()
    .split(/\s+/),
);
