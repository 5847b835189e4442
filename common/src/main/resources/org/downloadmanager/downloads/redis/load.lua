-- How much there is to do in one shard, by the clock of Redis. Changes nothing.
-- KEYS  line, leases, due
-- ARGV  1 what the names of the keys of all downloads begin with; they share the hash tag of the others
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local first = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
-- It has stood there since it last changed.
local since = first and tonumber(redis.call('HGET', ARGV[1] .. first, 'version') or micros) or micros
return {
  redis.call('ZCARD', KEYS[1]),
  math.max(0, micros - since),
  redis.call('ZCOUNT', KEYS[2], string.format('%.0f', math.floor(micros / 1000)), '+inf'),
  redis.call('ZCARD', KEYS[3]),
}
