-- Puts the next version of a download in the place of the expected one, and keeps the indexes.
-- KEYS  download, ended marker, due, owner's downloads, owner's active downloads
-- ARGV  1 expected version           2 id               3 document           4 state
--       5 what it becomes: unended | ended | removed
--       6 due in ms                  7 time to live in ms                    8 the marker's time to live in ms
if redis.call('HGET', KEYS[1], 'version') ~= ARGV[1] then
  return false
end
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local version = string.format('%.0f', math.max(tonumber(ARGV[1]) + 1, micros))

if ARGV[5] == 'unended' then
  redis.call('ZADD', KEYS[3], string.format('%.0f', math.floor(micros / 1000) + tonumber(ARGV[6])), ARGV[2])
else
  redis.call('ZREM', KEYS[3], ARGV[2])
  redis.call('ZREM', KEYS[5], ARGV[2])
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[8])
end

if ARGV[5] == 'removed' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[4], ARGV[2])
  return version
end
redis.call('HSET', KEYS[1], 'version', version, 'state', ARGV[4], 'document', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return version
