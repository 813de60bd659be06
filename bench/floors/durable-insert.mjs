/**
 * The floor for accepting a call: a bare Fastify route that parses a JSON body and does one durable insert (SQLite, write-ahead log,
 * `synchronous=FULL`), and nothing else. Takes the database's path; prints its port.
 */
import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import Database from 'libsql';

const database = new Database(process.argv[2]);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec('create table calls (id text primary key, body text not null)');
const insert = database.prepare('insert into calls (id, body) values (?, ?)');

const server = fastify({ logger: false });
server.post('/calls', async (request) => {
  const id = randomUUID();
  insert.run(id, JSON.stringify(request.body));
  return { success: true, id };
});
await server.listen({ host: '127.0.0.1', port: 0 });
console.log(JSON.stringify({ port: server.server.address().port }));
