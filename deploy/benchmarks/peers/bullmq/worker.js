// Makes the files.

import { createHash } from 'node:crypto'
import { open, rename } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'bullmq'
import { QUEUE, connection, fileOf, tuned, workerOptions } from './queue.js'

const INTERVAL = 250

/** Lines as a request has them: all at once, or over the time that it asks for. */
async function* batches(job, signal) {
  if (job.name === 'tiny') {
    yield { done: 100, text: Array.from({ length: 100 }, (_, row) => `${row},row ${row}\n`).join('') }
    return
  }
  const { rows, duration } = job.data
  const start = Date.now()
  yield { done: 0, text: '' }
  for (let done = 0; done < rows;) {
    await sleep(Math.min(INTERVAL, duration), undefined, { signal })
    const due = duration === 0 ? rows : Math.min(rows, Math.floor(rows * (Date.now() - start) / duration))
    const lines = []
    for (let row = done; row < due; row++) {
      lines.push(`${String(row).padStart(10, '0')},${String.fromCharCode(97 + row % 26).repeat(52)}\n`)
    }
    done = due
    yield { done, text: lines.join('') }
  }
}

// Three parameters: only then does BullMQ pass the signal.
async function make(job, token, signal) {
  const path = join(process.env.FILES, fileOf(job.id))
  const digest = createHash('sha256')
  const file = await open(`${path}.${process.env.NAME}`, 'w')
  let bytes = 0
  try {
    const write = async (text) => {
      digest.update(text)
      bytes += (await file.write(text)).bytesWritten
    }
    await write('number,text\n')
    for await (const { done, text } of batches(job, signal)) {
      await write(text)
      if (job.name !== 'tiny') {
        await job.updateProgress({ worker: process.env.NAME, done, total: job.data.rows })
      }
    }
  } finally {
    await file.close()
  }
  await rename(`${path}.${process.env.NAME}`, path)
  return { name: `${job.name}.csv`, bytes, sha256: digest.digest('hex') }
}

const worker = new Worker(QUEUE, make, { connection, concurrency: 4, ...workerOptions })
worker.on('error', (failure) => console.error(failure))
if (tuned) {
  // Another worker may have them by now.
  worker.on('lockRenewalFailed', (jobs) => jobs.forEach((job) => worker.cancelJob(job)))
}

process.on('SIGTERM', async () => {
  // As documented: takes nothing new, and ends when what runs has ended. Tuned, what runs is tried again elsewhere.
  const closed = worker.close()
  if (tuned) {
    worker.cancelAllJobs('stopping')
  }
  await closed
  process.exit(0)
})

await worker.waitUntilReady()
createServer((request, response) => response.end('{"status":"UP"}'))
  .listen(Number(process.env.PORT), '127.0.0.1')
