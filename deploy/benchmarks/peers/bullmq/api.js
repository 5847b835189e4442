// Requests over HTTP, what becomes of them over WebSockets, and the files.

import { randomBytes, randomUUID } from 'node:crypto'
import fastifyCookie from '@fastify/cookie'
import fastifyStatic from '@fastify/static'
import fastifyWebsocket from '@fastify/websocket'
import { Queue, QueueEvents } from 'bullmq'
import Fastify from 'fastify'
import { QUEUE, connection, fileOf, jobId, jobOptions, ownerOf, tuned } from './queue.js'

const COOKIE = 'owner'
const REQUEST = {
  type: 'object',
  required: ['export', 'format'],
  additionalProperties: false,
  properties: {
    export: { enum: ['tiny', 'simulated'] },
    format: { const: 'csv' },
    parameters: {
      type: 'object',
      additionalProperties: false,
      properties: { rows: { type: 'integer', minimum: 1 }, duration: { type: 'integer', minimum: 0 } }
    }
  }
}

const queue = new Queue(QUEUE, {
  connection: { ...connection, enableAutoPipelining: tuned },
  defaultJobOptions: jobOptions
})
const events = new QueueEvents(QUEUE, { connection })
const sockets = new Map()

const app = Fastify()
await app.register(fastifyCookie, { secret: process.env.COOKIE_SECRET })
await app.register(fastifyStatic, { root: process.env.FILES, serve: false })
await app.register(fastifyWebsocket, { options: { handleProtocols: () => 'json' } })

app.decorateRequest('owner', '')
app.decorateRequest('known', false)
app.addHook('onRequest', async (request, reply) => {
  const cookie = request.unsignCookie(request.cookies[COOKIE] ?? '')
  request.known = cookie.valid
  request.owner = cookie.valid ? cookie.value : randomBytes(12).toString('hex')
  if (!cookie.valid) {
    reply.setCookie(COOKIE, request.owner, { signed: true, httpOnly: true, sameSite: 'lax', path: '/' })
  }
})

app.get('/health', async () => ({ status: 'UP' }))

app.get('/api/downloads', async (request) => {
  if (!request.known) {
    return []
  }
  const jobs = await queue.getJobs(['waiting', 'active'])
  return jobs.filter((job) => ownerOf(job.id) === request.owner).map((job) => ({ id: job.id }))
})

app.post('/api/downloads', { schema: { body: REQUEST } }, async (request, reply) => {
  const id = jobId(request.owner, randomUUID())
  await queue.add(request.body.export, request.body.parameters ?? {}, { jobId: id })
  reply.code(202)
  return { id, state: 'PENDING' }
})

app.get('/downloads/:id/:name', async (request, reply) => {
  const { id, name } = request.params
  if (ownerOf(id) !== request.owner) {
    return reply.code(404).send()
  }
  reply.header('Content-Disposition', `attachment; filename="${name}"`)
  return reply.sendFile(fileOf(id))
})

app.get('/ws/downloads', { websocket: true }, (socket, request) => {
  const mine = sockets.get(request.owner) ?? new Set()
  sockets.set(request.owner, mine.add(socket))
  socket.on('close', () => {
    mine.delete(socket)
    if (mine.size === 0) {
      sockets.delete(request.owner)
    }
  })
})

function tell(job, event, what) {
  const watching = sockets.get(ownerOf(job))
  if (watching) {
    // The id of an event begins with the time of Redis in milliseconds.
    const message = JSON.stringify({ id: job, version: Number(event.split('-')[0]) * 1000, file: null, ...what })
    watching.forEach((socket) => socket.send(message))
  }
}

events.on('active', ({ jobId }, event) => tell(jobId, event, { state: 'PROCESSING' }))
events.on('progress', ({ jobId, data }, event) =>
  tell(jobId, event, { state: 'PROCESSING', worker: data.worker, progress: { done: data.done, total: data.total } }))
events.on('completed', ({ jobId, returnvalue: file }, event) =>
  tell(jobId, event, { state: 'READY', file: { ...file, url: `/downloads/${jobId}/${file.name}` } }))
events.on('failed', ({ jobId, failedReason }, event) => tell(jobId, event, { state: 'ERROR', error: failedReason }))

process.on('SIGTERM', async () => {
  await app.close()
  await Promise.all([queue.close(), events.close()])
  process.exit(0)
})

await events.waitUntilReady()
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
