-- The first downloads of one shard that need a worker: those that are due, earliest first, then the queued ones in order.
-- Returns the time in milliseconds, the time at which the next download is due (false without any), and for each download
-- whether it is due (1) or queued (0), its score, its version and its document.
local due, queue = KEYS[1], KEYS[2]
-- The beginning of the keys of all downloads; they share the hash tag of the others.
local downloads = ARGV[1]
local limit = tonumber(ARGV[2])

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local found = {}

local function find(index, max_score, is_due)
  local entries = redis.call('ZRANGE', index, '-inf', max_score, 'BYSCORE', 'LIMIT', 0, limit - #found, 'WITHSCORES')
  for i = 1, #entries, 2 do
    local id, score = entries[i], entries[i + 1]
    local download = redis.call('HMGET', downloads .. id, 'version', 'document')
    if download[1] then
      table.insert(found, {is_due, score, download[1], download[2]})
    else
      -- It has expired.
      redis.call('ZREM', index, id)
    end
  end
end

find(due, now, 1)
find(queue, '+inf', 0)
local next_due = redis.call('ZRANGE', due, '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
return {now, next_due or false, found}
