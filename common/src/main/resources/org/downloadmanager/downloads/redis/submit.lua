-- Accepts a new download, or restores a lost one. Decides and writes everything at once.
local download, marker, due, owned, active, queue, leases, idempotency =
  KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local mode = ARGV[1]                -- submit | restore
local id, document, state = ARGV[2], ARGV[3], ARGV[4]
local known_version = tonumber(ARGV[5])
local placement = ARGV[6]           -- queued | retry | leased
local due_in = tonumber(ARGV[7])    -- ms
local life = tonumber(ARGV[8])      -- ms
local max_active, max_total = tonumber(ARGV[9]), tonumber(ARGV[10])
local fingerprint = ARGV[11]        -- of the request; empty without an idempotency key
local idempotency_life = ARGV[12]   -- ms

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)

if mode == 'restore' then
  if redis.call('EXISTS', download, marker) > 0 then
    return {'KNOWN'}
  end
else
  if fingerprint ~= '' then
    local earlier = redis.call('HMGET', idempotency, 'fingerprint', 'id', 'document')
    if earlier[1] then
      if earlier[1] ~= fingerprint then
        return {'KEY_REUSED'}
      end
      return {'REPEATED', earlier[2], earlier[3]}
    end
  end
  redis.call('ZREMRANGEBYSCORE', active, '-inf', now)
  if redis.call('ZCARD', active) >= max_active then
    return {'LIMIT_REACHED', redis.call('ZRANGE', active, 0, -1)}
  end
  if redis.call('ZCARD', due) >= max_total then
    return {'QUEUE_FULL'}
  end
end

local function add(index, score)
  redis.call('ZADD', index, string.format('%.0f', score), id)
  if redis.call('PTTL', index) < life then
    redis.call('PEXPIRE', index, life)
  end
end

-- Numbers above 2^31 must be formatted: tostring() would round them.
local version = string.format('%.0f', math.max(known_version + 1, micros))
-- Each further download of an owner queues as if it had come a minute later, so one owner's backlog delays no other owner.
local rank = string.format('%.0f', micros + redis.call('ZCARD', active) * 60000000)
redis.call('HSET', download, 'version', version, 'state', state, 'document', document, 'rank', rank)
redis.call('PEXPIRE', download, life)
add(due, now + due_in)
add(owned, micros)
add(active, now + life)
if placement == 'queued' then
  add(queue, rank)
elseif placement == 'leased' then
  add(leases, now + due_in)
end
if fingerprint ~= '' then
  redis.call('HSET', idempotency, 'fingerprint', fingerprint, 'id', id, 'document', document)
  redis.call('PEXPIRE', idempotency, idempotency_life)
end
return {'ACCEPTED', version}
