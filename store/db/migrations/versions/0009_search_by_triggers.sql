-- What the user writes is kept in the full-text index by triggers.

-- A decision has its id, negated, as its row in the index, to be found there at once. What else
-- is searched has a row that SQLite chose, which is never negative.
DELETE FROM search WHERE kind = 'decision';

INSERT INTO search (rowid, kind, key, topic, title, text)
SELECT -id, 'decision', CAST(number AS TEXT), NULL, title,
    context || ' ' || consequences || ' ' || confirmation || ' ' || chosen
    || ' ' || deciders || ' ' || consulted || ' ' || informed
FROM decision WHERE trashed IS NULL;

CREATE TRIGGER search_decision_added AFTER INSERT ON decision WHEN new.trashed IS NULL
BEGIN
    INSERT INTO search (rowid, kind, key, topic, title, text)
    VALUES (-new.id, 'decision', CAST(new.number AS TEXT), NULL, new.title,
        new.context || ' ' || new.consequences || ' ' || new.confirmation || ' ' || new.chosen
        || ' ' || new.deciders || ' ' || new.consulted || ' ' || new.informed);
END;

CREATE TRIGGER search_decision_changed
AFTER UPDATE OF number, title, context, consequences, confirmation, chosen,
    deciders, consulted, informed, trashed ON decision
BEGIN
    DELETE FROM search WHERE rowid = -old.id;
    INSERT INTO search (rowid, kind, key, topic, title, text)
    SELECT -new.id, 'decision', CAST(new.number AS TEXT), NULL, new.title,
        new.context || ' ' || new.consequences || ' ' || new.confirmation || ' ' || new.chosen
        || ' ' || new.deciders || ' ' || new.consulted || ' ' || new.informed
    WHERE new.trashed IS NULL;
END;

CREATE TRIGGER search_decision_removed AFTER DELETE ON decision
BEGIN
    DELETE FROM search WHERE rowid = -old.id;
END;

CREATE TRIGGER search_note_added AFTER INSERT ON mark WHEN new.note <> ''
BEGIN
    INSERT INTO search (kind, key, topic, title, text)
    SELECT 'note', slug, slug, 'Note on ' || title, new.note
    FROM topic WHERE slug = new.topic_slug;
END;

CREATE TRIGGER search_note_changed AFTER UPDATE OF note ON mark WHEN new.note IS NOT old.note
BEGIN
    DELETE FROM search WHERE kind = 'note' AND key = old.topic_slug;
    INSERT INTO search (kind, key, topic, title, text)
    SELECT 'note', slug, slug, 'Note on ' || title, new.note
    FROM topic WHERE slug = new.topic_slug AND new.note <> '';
END;

CREATE TRIGGER search_note_removed AFTER DELETE ON mark WHEN old.note <> ''
BEGIN
    DELETE FROM search WHERE kind = 'note' AND key = old.topic_slug;
END;

-- Options and criteria that the user added are found while their matrix can be opened: it is not
-- in the trash, and its comparison is there.
CREATE VIEW searched_own AS
SELECT 'option' AS kind, matrix_id || '/' || own.slug AS key, own.name AS title, own.summary AS text,
    matrix_id, comparison_slug
FROM matrixoption AS own
JOIN matrix ON matrix.id = matrix_id AND trashed IS NULL
JOIN comparison ON comparison.slug = comparison_slug
UNION ALL
SELECT 'criterion', matrix_id || '/' || own.slug, own.name,
    own.question || ' ' || own.zero || ' ' || own.five, matrix_id, comparison_slug
FROM matrixcriterion AS own
JOIN matrix ON matrix.id = matrix_id AND trashed IS NULL
JOIN comparison ON comparison.slug = comparison_slug;

CREATE TRIGGER search_matrixoption_added AFTER INSERT ON matrixoption
BEGIN
    INSERT INTO search (kind, key, topic, title, text)
    SELECT kind, key, NULL, title, text FROM searched_own
    WHERE kind = 'option' AND key = new.matrix_id || '/' || new.slug;
END;

CREATE TRIGGER search_matrixoption_changed AFTER UPDATE OF slug, name, summary ON matrixoption
BEGIN
    DELETE FROM search WHERE kind = 'option' AND key = old.matrix_id || '/' || old.slug;
    INSERT INTO search (kind, key, topic, title, text)
    SELECT kind, key, NULL, title, text FROM searched_own
    WHERE kind = 'option' AND key = new.matrix_id || '/' || new.slug;
END;

CREATE TRIGGER search_matrixoption_removed AFTER DELETE ON matrixoption
BEGIN
    DELETE FROM search WHERE kind = 'option' AND key = old.matrix_id || '/' || old.slug;
END;

CREATE TRIGGER search_matrixcriterion_added AFTER INSERT ON matrixcriterion
BEGIN
    INSERT INTO search (kind, key, topic, title, text)
    SELECT kind, key, NULL, title, text FROM searched_own
    WHERE kind = 'criterion' AND key = new.matrix_id || '/' || new.slug;
END;

CREATE TRIGGER search_matrixcriterion_changed AFTER UPDATE OF slug, name, question, zero, five ON matrixcriterion
BEGIN
    DELETE FROM search WHERE kind = 'criterion' AND key = old.matrix_id || '/' || old.slug;
    INSERT INTO search (kind, key, topic, title, text)
    SELECT kind, key, NULL, title, text FROM searched_own
    WHERE kind = 'criterion' AND key = new.matrix_id || '/' || new.slug;
END;

CREATE TRIGGER search_matrixcriterion_removed AFTER DELETE ON matrixcriterion
BEGIN
    DELETE FROM search WHERE kind = 'criterion' AND key = old.matrix_id || '/' || old.slug;
END;

CREATE TRIGGER search_matrix_trashed AFTER UPDATE OF trashed ON matrix
WHEN new.trashed IS NOT old.trashed
BEGIN
    DELETE FROM search WHERE kind = 'option' AND key IN
        (SELECT matrix_id || '/' || slug FROM matrixoption WHERE matrix_id = new.id);
    DELETE FROM search WHERE kind = 'criterion' AND key IN
        (SELECT matrix_id || '/' || slug FROM matrixcriterion WHERE matrix_id = new.id);
    INSERT INTO search (kind, key, topic, title, text)
    SELECT kind, key, NULL, title, text FROM searched_own
    WHERE matrix_id = new.id;
END;

CREATE TRIGGER search_comparison_added AFTER INSERT ON comparison
BEGIN
    INSERT INTO search (kind, key, topic, title, text)
    SELECT kind, key, NULL, title, text FROM searched_own
    WHERE comparison_slug = new.slug;
END;

CREATE TRIGGER search_comparison_removed BEFORE DELETE ON comparison
BEGIN
    DELETE FROM search WHERE kind IN ('option', 'criterion') AND (kind, key) IN
        (SELECT kind, key FROM searched_own WHERE comparison_slug = old.slug);
END;
