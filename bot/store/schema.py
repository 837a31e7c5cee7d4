"""The steps that lead from an empty file to today's tables. A released step is never edited."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("many-coats")


@MIGRATIONS()
def m001_create_tables(db: Database) -> None:
    """Positions, finished lessons, checks answered, reports; what was last answered; commands last sent."""
    db.executescript("""
        CREATE TABLE outlines (
            id INTEGER PRIMARY KEY,
            course TEXT NOT NULL,
            digest TEXT NOT NULL,
            steps TEXT NOT NULL,
            UNIQUE (course, digest)
        ) STRICT;

        CREATE TABLE positions (
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            outline INTEGER NOT NULL REFERENCES outlines (id),
            moved_at TEXT NOT NULL,
            PRIMARY KEY (learner, course)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE finished (
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            lesson TEXT NOT NULL,
            finished_at TEXT NOT NULL,
            PRIMARY KEY (learner, course, lesson)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempts (
            id INTEGER PRIMARY KEY,
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            lesson TEXT NOT NULL,
            check_id TEXT NOT NULL,
            choice TEXT NOT NULL,
            is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
            made_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX attempts_of_a_lesson ON attempts (learner, course, lesson);

        CREATE TABLE last_answers (
            learner TEXT NOT NULL,
            place TEXT NOT NULL,
            key_point TEXT NOT NULL,
            answered_at TEXT NOT NULL,
            PRIMARY KEY (learner, place)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE reports (
            id INTEGER PRIMARY KEY,
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            subject TEXT NOT NULL,
            text TEXT NOT NULL,
            reported_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE synced_commands (
            application TEXT PRIMARY KEY,
            digest TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
    """)


@MIGRATIONS()
def m002_keep_lab_orders(db: Database) -> None:
    """Lab orders that are too long for a button."""
    db.executescript("""
        CREATE TABLE lab_orders (
            key TEXT PRIMARY KEY,
            learner TEXT NOT NULL,
            lab_order TEXT NOT NULL,
            ordered_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
    """)


@MIGRATIONS()
def m003_learn_from_questions(db: Database) -> None:
    """Questions that found no good answer, what was settled about them, and who allowed their words to be kept."""
    db.executescript("""
        ALTER TABLE last_answers ADD COLUMN offered TEXT NOT NULL DEFAULT '';

        CREATE TABLE choices (
            learner TEXT PRIMARY KEY,
            keeps_questions INTEGER CHECK (keeps_questions IN (0, 1)),
            was_asked INTEGER NOT NULL DEFAULT 0 CHECK (was_asked IN (0, 1))
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE pseudonym_key (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            key BLOB NOT NULL
        ) STRICT;

        CREATE TABLE asked (
            id INTEGER PRIMARY KEY,
            course TEXT NOT NULL,
            server TEXT NOT NULL,
            asker TEXT NOT NULL,
            text TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('answer', 'suggest', 'decline')),
            nearest TEXT NOT NULL,
            is_helpful INTEGER CHECK (is_helpful IN (0, 1)),
            settled_as INTEGER REFERENCES asked (id) ON DELETE SET NULL,
            asked_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX asked_in_a_server ON asked (course, server, asked_at);
        CREATE INDEX asked_by ON asked (asker);
        CREATE INDEX asked_settled_as ON asked (settled_as);

        CREATE TABLE settled (
            course TEXT NOT NULL,
            server TEXT NOT NULL,
            ask TEXT NOT NULL,
            key_point TEXT,
            asker TEXT NOT NULL,
            settled_at TEXT NOT NULL,
            PRIMARY KEY (course, server, ask)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX settled_from ON settled (asker);
    """)
    db.execute("INSERT INTO pseudonym_key VALUES (1, randomblob(32))")


@MIGRATIONS()
def m004_practise(db: Database) -> None:
    """Spaced reviews, quizzes, reminders, what learners chose, and a record of who had themselves forgotten."""
    db.executescript("""
        CREATE TABLE memories (
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            key_point TEXT NOT NULL,
            stability REAL,
            difficulty REAL,
            due TEXT NOT NULL,
            reviewed_at TEXT,
            reviews INTEGER NOT NULL,
            entered_at TEXT NOT NULL,
            PRIMARY KEY (learner, course, key_point)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX memories_due ON memories (learner, course, due);

        CREATE TABLE reviews (
            id INTEGER PRIMARY KEY,
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            key_point TEXT NOT NULL,
            form TEXT NOT NULL,
            grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
            expected REAL,
            reviewed_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX reviews_of_a_learner ON reviews (learner, course, reviewed_at);

        CREATE TABLE quizzes (
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            scope TEXT NOT NULL,
            state TEXT NOT NULL,
            begun_at TEXT NOT NULL,
            PRIMARY KEY (learner, course)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quiz_results (
            id INTEGER PRIMARY KEY,
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            scope TEXT NOT NULL,
            total INTEGER NOT NULL,
            right_first INTEGER NOT NULL,
            finished_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX quiz_results_of_a_learner ON quiz_results (learner, course);

        CREATE TABLE reminders (
            learner TEXT NOT NULL,
            course TEXT NOT NULL,
            rhythm TEXT NOT NULL,
            next_at TEXT NOT NULL,
            unanswered INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (learner, course)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX reminders_next ON reminders (next_at);

        CREATE TABLE notices (
            learner TEXT NOT NULL,
            notice TEXT NOT NULL,
            PRIMARY KEY (learner, notice)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE threads (
            learner TEXT NOT NULL,
            channel TEXT NOT NULL,
            thread TEXT NOT NULL,
            PRIMARY KEY (learner, channel)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE forgotten (
            digest TEXT PRIMARY KEY,
            forgotten_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE choices ADD COLUMN place TEXT CHECK (place IN ('here', 'thread', 'direct'));
        ALTER TABLE choices ADD COLUMN is_visible INTEGER NOT NULL DEFAULT 0 CHECK (is_visible IN (0, 1));
        CREATE INDEX reports_by ON reports (learner);
        CREATE INDEX lab_orders_by ON lab_orders (learner);
        CREATE INDEX attempts_by_day ON attempts (learner, course, made_at);
    """)


@MIGRATIONS()
def m005_study_in_groups(db: Database) -> None:
    """Servers' settings, study groups, their lessons and their schedules.

    Buttons name groups and lessons by their numbers, so those are never given anew: hence AUTOINCREMENT.
    """
    db.executescript("""
        CREATE TABLE servers (
            server TEXT PRIMARY KEY,
            organiser_role TEXT,
            place TEXT CHECK (place IN ('here', 'thread', 'direct')),
            channels TEXT NOT NULL DEFAULT '',
            left_at TEXT
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE groups (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            course TEXT NOT NULL,
            server TEXT NOT NULL,
            channel TEXT NOT NULL,
            name TEXT NOT NULL,
            share INTEGER NOT NULL DEFAULT 100 CHECK (share BETWEEN 1 AND 100),
            pause_s INTEGER CHECK (pause_s > 0),
            ping_role TEXT,
            created_by TEXT NOT NULL,
            created_at TEXT NOT NULL,
            ended_at TEXT
        ) STRICT;
        CREATE UNIQUE INDEX one_group_in_a_channel ON groups (course, channel) WHERE ended_at IS NULL;
        CREATE INDEX groups_of_a_server ON groups (server);

        CREATE TABLE members (
            group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
            learner TEXT NOT NULL,
            name TEXT NOT NULL,
            joined_at TEXT NOT NULL,
            PRIMARY KEY (group_id, learner)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX members_by ON members (learner);

        CREATE TABLE sessions (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
            lesson TEXT NOT NULL,
            step TEXT NOT NULL,
            thread TEXT,
            shown_step TEXT,
            shown_message TEXT,
            planned_at TEXT,
            begun_at TEXT NOT NULL,
            moved_at TEXT NOT NULL,
            ended_at TEXT,
            UNIQUE (group_id, planned_at)
        ) STRICT;
        CREATE UNIQUE INDEX one_session_at_a_time ON sessions (group_id) WHERE ended_at IS NULL;
        CREATE INDEX sessions_open ON sessions (ended_at) WHERE ended_at IS NULL;

        CREATE TABLE attendance (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            learner TEXT NOT NULL,
            is_present INTEGER NOT NULL CHECK (is_present IN (0, 1)),
            ready_step TEXT,
            joined_at TEXT NOT NULL,
            PRIMARY KEY (session_id, learner)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX attendance_by ON attendance (learner);

        CREATE TABLE session_answers (
            session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            check_id TEXT NOT NULL,
            learner TEXT NOT NULL,
            is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
            answered_at TEXT NOT NULL,
            PRIMARY KEY (session_id, check_id, learner)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_answers_by ON session_answers (learner);

        CREATE TABLE schedules (
            group_id INTEGER PRIMARY KEY REFERENCES groups (id) ON DELETE CASCADE,
            rhythm TEXT NOT NULL,
            last_day TEXT,
            next_at TEXT,
            is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1))
        ) STRICT;
        CREATE INDEX schedules_next ON schedules (next_at) WHERE NOT is_paused;
    """)


@MIGRATIONS()
def m006_run_in_several_processes(db: Database) -> None:
    """Which process holds which of the bot's shards."""
    db.executescript("""
        CREATE TABLE shards (
            host TEXT NOT NULL,
            process INTEGER NOT NULL,
            held TEXT NOT NULL,
            seen_at TEXT NOT NULL,
            PRIMARY KEY (host, process)
        ) STRICT, WITHOUT ROWID;
    """)


@MIGRATIONS()
def m007_name_the_server_of_a_thread(db: Database) -> None:
    """In which server a learner's own thread is, so that it is forgotten with it; of older ones nobody knows."""
    db.execute("ALTER TABLE threads ADD COLUMN server TEXT NOT NULL DEFAULT ''")


@MIGRATIONS()
def m008_send_letters(db: Database) -> None:
    """What is to be sent without being asked for. Discord knows a letter by its number, so none is given anew."""
    db.executescript("""
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            course TEXT NOT NULL,
            learner TEXT NOT NULL,
            server TEXT NOT NULL,
            channel TEXT NOT NULL,
            content TEXT NOT NULL,
            send_by TEXT NOT NULL,
            taken_until TEXT NOT NULL DEFAULT ''
        ) STRICT;
        CREATE INDEX letters_next ON letters (course, send_by);
        CREATE INDEX letters_to ON letters (learner);
    """)


@MIGRATIONS()
def m009_look_things_up(db: Database) -> None:
    """What the clock asks for three times a minute, and what a press in a group's thread or a learner's farewell asks for."""
    db.executescript("""
        CREATE INDEX sessions_unshown ON sessions (id) WHERE (shown_step IS NULL OR shown_step != step)
            AND (ended_at IS NULL OR thread IS NOT NULL);
        CREATE INDEX sessions_in ON sessions (thread);
        CREATE INDEX groups_by ON groups (created_by);
    """)
