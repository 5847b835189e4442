-- Puts the next version of a download in the place of the expected one, and keeps the indexes.
-- KEYS  download, ended marker, due, owner's downloads, owner's active downloads, line, leases
-- ARGV  1 expected version           2 id               3 document           4 state
--       5 what it becomes: waiting | running | resting | ended | removed
--       6 due in ms                  7 time to live in ms                    8 the marker's time to live in ms
--       9 what the names of the keys of all rooms begin with; they share the hash tag of the others
--      10 room to be entered, empty for none                                11 how many it holds
local id = ARGV[2]
local known = redis.call('HMGET', KEYS[1], 'version', 'rank', 'room')
if known[1] ~= ARGV[1] then
  return false
end
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
local life = tonumber(ARGV[7])
local rank = known[2] or string.format('%.0f', micros)
local room = known[3]

local function enter(index, score)
  redis.call('ZADD', index, score, id)
  if redis.call('PTTL', index) < life then
    redis.call('PEXPIRE', index, life)
  end
end
local function due(milliseconds)
  redis.call('ZADD', KEYS[3], string.format('%.0f', now + milliseconds), id)
end

if ARGV[10] ~= '' then
  room = ARGV[10]
  redis.call('HSET', KEYS[1], 'room', room)
  local running = ARGV[9] .. 'running:' .. room
  -- Whose lease ended a minute ago, and whom nobody has taken over, is not there any more.
  redis.call('ZREMRANGEBYSCORE', running, '-inf', now - 60000)
  if redis.call('ZCARD', running) >= tonumber(ARGV[11]) and not redis.call('ZSCORE', running, id) then
    redis.call('ZREM', KEYS[6], id)
    enter(ARGV[9] .. 'parked:' .. room, rank)
    -- Whoever leaves the room calls it back into the line; if nobody ever does, it knocks again.
    due(60000)
    return false
  end
end

local called = 0
if room then
  local running = ARGV[9] .. 'running:' .. room
  local parked = ARGV[9] .. 'parked:' .. room
  redis.call('ZREM', parked, id)
  if ARGV[5] == 'running' then
    enter(running, string.format('%.0f', now + tonumber(ARGV[6])))
  elseif redis.call('ZREM', running, id) == 1 then
    local first = redis.call('ZPOPMIN', parked)
    if first[1] then
      redis.call('ZADD', KEYS[6], first[2], first[1])
      called = 1
    end
  end
end

local version = string.format('%.0f', math.max(tonumber(ARGV[1]) + 1, micros))
if ARGV[5] == 'running' then
  -- What ended while a worker of an older version had it was not taken out.
  redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', now - 60000)
  enter(KEYS[7], string.format('%.0f', now + tonumber(ARGV[6])))
else
  redis.call('ZREM', KEYS[7], id)
end
if ARGV[5] == 'waiting' then
  enter(KEYS[6], rank)
else
  redis.call('ZREM', KEYS[6], id)
end
if ARGV[5] == 'ended' or ARGV[5] == 'removed' then
  redis.call('ZREM', KEYS[3], id)
  redis.call('ZREM', KEYS[5], id)
  redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[8])
else
  due(tonumber(ARGV[6]))
end

if ARGV[5] == 'removed' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[4], id)
else
  redis.call('HSET', KEYS[1], 'version', version, 'state', ARGV[4], 'document', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], life)
end
return {version, called}
