-- Accepts a new download, or restores a lost one. Everything is decided and written at once.
-- KEYS  download, ended marker, due, owner's downloads, owner's active downloads, line, idempotency key
-- ARGV  1 mode: submit | restore     2 id               3 document           4 state
--       5 version known so far       6 due in ms        7 time to live in ms
--       8 active downloads allowed   9 unended downloads allowed
--      10 fingerprint of the request, empty without an idempotency key      11 the key's time to live in ms
--      12 whether it waits for a worker: yes | no
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
local life = tonumber(ARGV[7])

if ARGV[1] == 'restore' then
  if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then
    return {'KNOWN'}
  end
else
  if ARGV[10] ~= '' then
    local earlier = redis.call('HMGET', KEYS[7], 'fingerprint', 'id', 'document')
    if earlier[1] then
      if earlier[1] ~= ARGV[10] then
        return {'KEY_REUSED'}
      end
      return {'REPEATED', earlier[2], earlier[3]}
    end
  end
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', now)
  if redis.call('ZCARD', KEYS[5]) >= tonumber(ARGV[8]) then
    return {'LIMIT_REACHED', redis.call('ZRANGE', KEYS[5], 0, -1)}
  end
  if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[9]) then
    return {'QUEUE_FULL'}
  end
end

-- Numbers above 2^31 must be formatted: tostring() would round them.
local version = string.format('%.0f', math.max(tonumber(ARGV[5]) + 1, micros))
-- Each further download of an owner stands in line as if it had come a minute later: who may have many keeps nobody waiting.
local rank = string.format('%.0f', micros + redis.call('ZCARD', KEYS[5]) * 60000000)
redis.call('HSET', KEYS[1], 'version', version, 'state', ARGV[4], 'document', ARGV[3], 'rank', rank)
redis.call('PEXPIRE', KEYS[1], life)
local function enter(index, score)
  redis.call('ZADD', index, string.format('%.0f', score), ARGV[2])
  if redis.call('PTTL', index) < life then
    redis.call('PEXPIRE', index, life)
  end
end
enter(KEYS[3], now + tonumber(ARGV[6]))
enter(KEYS[4], micros)
enter(KEYS[5], now + life)
if ARGV[12] == 'yes' then
  enter(KEYS[6], rank)
end
if ARGV[10] ~= '' then
  redis.call('HSET', KEYS[7], 'fingerprint', ARGV[10], 'id', ARGV[2], 'document', ARGV[3])
  redis.call('PEXPIRE', KEYS[7], ARGV[11])
end
return {'ACCEPTED', version}
