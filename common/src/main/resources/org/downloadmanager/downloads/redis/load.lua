-- The load of one shard, by the clock of Redis. Changes nothing.
local queue, leases, due = KEYS[1], KEYS[2], KEYS[3]
-- The beginning of the keys of all downloads; they share the hash tag of the others.
local downloads = ARGV[1]

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local first = redis.call('ZRANGE', queue, 0, 0)[1]
-- A queued download has waited since its last change.
local since = first and tonumber(redis.call('HGET', downloads .. first, 'version') or micros) or micros
return {
  redis.call('ZCARD', queue),
  math.max(0, micros - since),
  redis.call('ZCOUNT', leases, string.format('%.0f', math.floor(micros / 1000)), '+inf'),
  redis.call('ZCARD', due),
}
