"""The store on a PostgreSQL server: for groups of processes, where one file is not enough.

The drawers are the same for both databases. They ask a small protocol (`bot.store.connection`), and what SQL they write
both know; where PostgreSQL can do what SQLite can't, such as passing over a row that another process holds, `drawers` has a
drawer of its own, and its types are PostgreSQL's own too (real booleans, text in the C collation so that ISO times compare
as bytes). Ruled out: an object mapper, which would hide both; a drawer twice over, of which one would rot; and translating
SQLite's dialect on the way, which only looks as if it were simple.

Transactions are READ COMMITTED, and whatever reads before it writes says in the write what it has read (`positions.move`,
`reminders.take`): the one who comes second waits for the first, looks again, and finds nothing to change. SERIALIZABLE would
need every desk to be run anew after a conflict, and desks roll dice and remember.
"""
