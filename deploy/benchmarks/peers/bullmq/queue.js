// What both programs know: the queue, and how it is set.

export const QUEUE = 'downloads'

export const tuned = process.env.TUNING === 'tuned'

export const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), maxRetriesPerRequest: null }

// A worker that died is noticed within seconds and not within a minute, what it was woken for does not wait long, whatever
// died goes on as often as it takes, a job that was interrupted by a deploy is tried again at once, and Redis does not keep
// all jobs without end.
export const workerOptions = tuned
  ? { lockDuration: 3000, lockRenewTime: 1000, stalledInterval: 1000, maxStalledCount: 100, drainDelay: 1 }
  : {}
export const jobOptions = tuned ? { attempts: 100, removeOnComplete: { age: 3600, count: 10000 } } : {}

// A job is named after its owner, so that events find their owner without a read of the job.
export const jobId = (owner, id) => `${owner}.${id}`
export const ownerOf = (jobId) => jobId.slice(0, jobId.indexOf('.'))

export const fileOf = (jobId) => `${jobId}.csv`
