-- Replaces the expected version of a download by the next one, and keeps the indexes.
-- Returns false when the download has another version, or when its concurrency limit blocks the claim;
-- else the new version and the number of downloads (0 or 1) that the change puts back into the queue.
local download, marker, due, owned, active, queue, leases =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local expected_version = ARGV[1]
local id, document, state = ARGV[2], ARGV[3], ARGV[4]
local placement = ARGV[5]           -- queued | retry | leased | finished | removed
local due_in = tonumber(ARGV[6])    -- ms
local life = tonumber(ARGV[7])      -- ms
local marker_life = ARGV[8]         -- ms
-- The beginnings of the keys of all concurrency limits; they share the hash tag of the others.
local in_use_by, blocked_by = ARGV[9], ARGV[10]
local limit = ARGV[11]              -- name of the limit that the claim needs a permit of; empty without one
local permits = tonumber(ARGV[12])

-- A permit whose lease expired that long ago, without a takeover, is free again.
local GRACE = 60000

local known = redis.call('HMGET', download, 'version', 'rank', 'limit')
if known[1] ~= expected_version then
  return false
end
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
local rank = known[2] or string.format('%.0f', micros)
local held_limit = known[3]

local function add(index, score)
  redis.call('ZADD', index, score, id)
  if redis.call('PTTL', index) < life then
    redis.call('PEXPIRE', index, life)
  end
end
local function be_due_in(milliseconds)
  redis.call('ZADD', due, string.format('%.0f', now + milliseconds), id)
end

if limit ~= '' then
  held_limit = limit
  redis.call('HSET', download, 'limit', limit)
  local in_use = in_use_by .. limit
  redis.call('ZREMRANGEBYSCORE', in_use, '-inf', now - GRACE)
  if redis.call('ZCARD', in_use) >= permits and not redis.call('ZSCORE', in_use, id) then
    redis.call('ZREM', queue, id)
    add(blocked_by .. limit, rank)
    -- The next release of a permit puts it back into the queue; should there be none, it is due after a while.
    be_due_in(GRACE)
    return false
  end
end

local unblocked = 0
if held_limit then
  local in_use, blocked = in_use_by .. held_limit, blocked_by .. held_limit
  redis.call('ZREM', blocked, id)
  if placement == 'leased' then
    add(in_use, string.format('%.0f', now + due_in))
  elseif redis.call('ZREM', in_use, id) == 1 then
    local first = redis.call('ZPOPMIN', blocked)
    if first[1] then
      redis.call('ZADD', queue, first[2], first[1])
      unblocked = 1
    end
  end
end

-- Numbers above 2^31 must be formatted: tostring() would round them.
local version = string.format('%.0f', math.max(tonumber(expected_version) + 1, micros))
if placement == 'leased' then
  -- A worker of an older version does not keep this index.
  redis.call('ZREMRANGEBYSCORE', leases, '-inf', now - GRACE)
  add(leases, string.format('%.0f', now + due_in))
else
  redis.call('ZREM', leases, id)
end
if placement == 'queued' then
  add(queue, rank)
else
  redis.call('ZREM', queue, id)
end
if placement == 'finished' or placement == 'removed' then
  redis.call('ZREM', due, id)
  redis.call('ZREM', active, id)
  redis.call('SET', marker, state, 'PX', marker_life)
else
  be_due_in(due_in)
end

if placement == 'removed' then
  redis.call('DEL', download)
  redis.call('ZREM', owned, id)
else
  redis.call('HSET', download, 'version', version, 'state', state, 'document', document)
  redis.call('PEXPIRE', download, life)
end
return {version, unblocked}
