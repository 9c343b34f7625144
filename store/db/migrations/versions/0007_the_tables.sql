-- The tables of schema 7, the first that is still opened, and the full-text index over them.

CREATE TABLE decision (
    id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    title VARCHAR(200) NOT NULL,
    status VARCHAR NOT NULL,
    superseded_by INTEGER,
    date DATE NOT NULL,
    chosen VARCHAR(1000) NOT NULL,
    context TEXT NOT NULL,
    deciders VARCHAR(1000) NOT NULL,
    consequences TEXT NOT NULL,
    matrix TEXT NOT NULL,
    created DATETIME NOT NULL,
    updated DATETIME NOT NULL,
    consulted VARCHAR(1000) DEFAULT '' NOT NULL,
    informed VARCHAR(1000) DEFAULT '' NOT NULL,
    confirmation TEXT DEFAULT '' NOT NULL,
    reason VARCHAR(1000) DEFAULT '' NOT NULL,
    uid VARCHAR(64) DEFAULT '' NOT NULL,
    review_by DATE,
    trashed DATETIME,
    CONSTRAINT pk_decision PRIMARY KEY (id),
    CONSTRAINT ck_decision_status CHECK (status IN ('proposed', 'accepted', 'rejected', 'deprecated', 'superseded')),
    CONSTRAINT uq_decision_number UNIQUE (number)
);

CREATE TABLE mark (
    topic_slug VARCHAR(1000) NOT NULL,
    starred BOOLEAN NOT NULL,
    read BOOLEAN NOT NULL,
    note TEXT NOT NULL,
    place INTEGER NOT NULL,
    CONSTRAINT pk_mark PRIMARY KEY (topic_slug)
);

CREATE TABLE matrix (
    id INTEGER NOT NULL,
    comparison_slug VARCHAR(1000) NOT NULL,
    name VARCHAR(200) NOT NULL,
    preset_slug VARCHAR,
    option_order TEXT DEFAULT '' NOT NULL,
    criterion_order TEXT DEFAULT '' NOT NULL,
    trashed DATETIME,
    CONSTRAINT pk_matrix PRIMARY KEY (id)
);

CREATE TABLE setting (
    name VARCHAR(100) NOT NULL,
    value VARCHAR(1000) NOT NULL,
    CONSTRAINT pk_setting PRIMARY KEY (name)
);

CREATE TABLE claim (
    number VARCHAR NOT NULL,
    topic_slug VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    text VARCHAR NOT NULL,
    verdict VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    fact TEXT NOT NULL,
    CONSTRAINT pk_claim PRIMARY KEY (number),
    CONSTRAINT ck_claim_verdict CHECK (verdict IN ('supported', 'partly', 'outdated', 'wrong', 'opinion', 'not checkable')),
    CONSTRAINT fk_claim_topic_slug FOREIGN KEY(topic_slug) REFERENCES topic (slug)
);

CREATE INDEX ix_claim_topic_slug ON claim (topic_slug);

CREATE TABLE export (
    decision_id INTEGER NOT NULL,
    folder VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    pending VARCHAR DEFAULT '' NOT NULL,
    data BLOB,
    revision INTEGER DEFAULT 0 NOT NULL,
    format VARCHAR DEFAULT 'madr4' NOT NULL,
    original BLOB,
    original_revision INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_export PRIMARY KEY (decision_id, folder),
    CONSTRAINT fk_export_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE CASCADE
);

CREATE TABLE matrixedit (
    id INTEGER NOT NULL,
    matrix_id INTEGER NOT NULL,
    label VARCHAR(1000) NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,
    undone BOOLEAN NOT NULL,
    CONSTRAINT pk_matrixedit PRIMARY KEY (id),
    CONSTRAINT fk_matrixedit_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE INDEX ix_matrixedit_matrix_id ON matrixedit (matrix_id);

CREATE TABLE matrixrating (
    matrix_id INTEGER NOT NULL,
    criterion_slug VARCHAR(1000) NOT NULL,
    option_slug VARCHAR(1000) NOT NULL,
    value FLOAT,
    note VARCHAR(1000) NOT NULL,
    CONSTRAINT pk_matrixrating PRIMARY KEY (matrix_id, criterion_slug, option_slug),
    CONSTRAINT ck_matrixrating_value CHECK (value BETWEEN 0 AND 5),
    CONSTRAINT fk_matrixrating_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE TABLE matrixruling (
    matrix_id INTEGER NOT NULL,
    option_slug VARCHAR(1000) NOT NULL,
    reason VARCHAR(1000) NOT NULL,
    CONSTRAINT pk_matrixruling PRIMARY KEY (matrix_id, option_slug),
    CONSTRAINT fk_matrixruling_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE TABLE matrixweight (
    matrix_id INTEGER NOT NULL,
    criterion_slug VARCHAR(1000) NOT NULL,
    weight FLOAT NOT NULL,
    CONSTRAINT pk_matrixweight PRIMARY KEY (matrix_id, criterion_slug),
    CONSTRAINT ck_matrixweight_weight CHECK (weight BETWEEN 0 AND 10),
    CONSTRAINT fk_matrixweight_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE TABLE option (
    comparison_slug VARCHAR NOT NULL,
    slug VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_option PRIMARY KEY (comparison_slug, slug),
    CONSTRAINT fk_option_comparison_slug FOREIGN KEY(comparison_slug) REFERENCES comparison (slug)
);

CREATE TABLE preset (
    comparison_slug VARCHAR NOT NULL,
    slug VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_preset PRIMARY KEY (comparison_slug, slug),
    CONSTRAINT fk_preset_comparison_slug FOREIGN KEY(comparison_slug) REFERENCES comparison (slug)
);

CREATE TABLE claimsource (
    claim_number VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source_slug VARCHAR NOT NULL,
    CONSTRAINT pk_claimsource PRIMARY KEY (claim_number, position),
    CONSTRAINT fk_claimsource_claim_number FOREIGN KEY(claim_number) REFERENCES claim (number),
    CONSTRAINT fk_claimsource_source_slug FOREIGN KEY(source_slug) REFERENCES source (slug)
);

CREATE TABLE presetweight (
    comparison_slug VARCHAR NOT NULL,
    preset_slug VARCHAR NOT NULL,
    criterion_slug VARCHAR NOT NULL,
    weight FLOAT NOT NULL,
    CONSTRAINT pk_presetweight PRIMARY KEY (comparison_slug, preset_slug, criterion_slug),
    CONSTRAINT ck_presetweight_weight CHECK (weight BETWEEN 0 AND 10),
    CONSTRAINT fk_presetweight_criterion FOREIGN KEY(comparison_slug, criterion_slug) REFERENCES criterion (comparison_slug, slug),
    CONSTRAINT fk_presetweight_comparison_slug FOREIGN KEY(comparison_slug, preset_slug) REFERENCES preset (comparison_slug, slug)
);

CREATE TABLE rating (
    comparison_slug VARCHAR NOT NULL,
    criterion_slug VARCHAR NOT NULL,
    option_slug VARCHAR NOT NULL,
    value FLOAT,
    rationale VARCHAR NOT NULL,
    claims VARCHAR NOT NULL,
    CONSTRAINT pk_rating PRIMARY KEY (comparison_slug, criterion_slug, option_slug),
    CONSTRAINT ck_rating_value CHECK (value BETWEEN 0 AND 5),
    CONSTRAINT fk_rating_comparison_slug FOREIGN KEY(comparison_slug, criterion_slug) REFERENCES criterion (comparison_slug, slug),
    CONSTRAINT fk_rating_option FOREIGN KEY(comparison_slug, option_slug) REFERENCES option (comparison_slug, slug)
);

CREATE TABLE ratingsource (
    comparison_slug VARCHAR NOT NULL,
    criterion_slug VARCHAR NOT NULL,
    option_slug VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    source_slug VARCHAR NOT NULL,
    CONSTRAINT pk_ratingsource PRIMARY KEY (comparison_slug, criterion_slug, option_slug, position),
    CONSTRAINT fk_ratingsource_comparison_slug FOREIGN KEY(comparison_slug, criterion_slug, option_slug) REFERENCES rating (comparison_slug, criterion_slug, option_slug),
    CONSTRAINT fk_ratingsource_source_slug FOREIGN KEY(source_slug) REFERENCES source (slug)
);

CREATE VIRTUAL TABLE search USING fts5 (
    kind UNINDEXED, key UNINDEXED, topic UNINDEXED, title, text,
    tokenize = "unicode61 remove_diacritics 2", prefix = "2 3"
    );

CREATE TABLE library (
    name VARCHAR(200) NOT NULL,
    folder VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    CONSTRAINT pk_library PRIMARY KEY (name)
);

CREATE TABLE source (
    slug VARCHAR NOT NULL,
    library VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    url VARCHAR,
    how VARCHAR,
    checked DATE NOT NULL,
    CONSTRAINT pk_source PRIMARY KEY (slug),
    CONSTRAINT fk_source_library FOREIGN KEY(library) REFERENCES library (name)
);

CREATE INDEX ix_source_library ON source (library);

CREATE TABLE topic (
    slug VARCHAR NOT NULL,
    library VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    question VARCHAR NOT NULL,
    category VARCHAR NOT NULL,
    checked DATE NOT NULL,
    answer TEXT NOT NULL,
    body TEXT NOT NULL,
    related VARCHAR NOT NULL,
    path VARCHAR NOT NULL,
    CONSTRAINT pk_topic PRIMARY KEY (slug),
    CONSTRAINT uq_topic_number UNIQUE (number),
    CONSTRAINT fk_topic_library FOREIGN KEY(library) REFERENCES library (name)
);

CREATE INDEX ix_topic_library ON topic (library);

CREATE TABLE example (
    slug VARCHAR NOT NULL,
    library VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    shows VARCHAR NOT NULL,
    output TEXT NOT NULL,
    CONSTRAINT pk_example PRIMARY KEY (slug),
    CONSTRAINT fk_example_library FOREIGN KEY(library) REFERENCES library (name)
);

CREATE INDEX ix_example_library ON example (library);

CREATE TABLE comparison (
    slug VARCHAR NOT NULL,
    library VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    question VARCHAR NOT NULL,
    "order" INTEGER NOT NULL,
    shown VARCHAR DEFAULT '' NOT NULL,
    CONSTRAINT pk_comparison PRIMARY KEY (slug),
    CONSTRAINT fk_comparison_library FOREIGN KEY(library) REFERENCES library (name)
);

CREATE INDEX ix_comparison_library ON comparison (library);

CREATE TABLE exampleside (
    example_slug VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    option VARCHAR NOT NULL,
    file VARCHAR NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT pk_exampleside PRIMARY KEY (example_slug, position),
    CONSTRAINT fk_exampleside_example_slug FOREIGN KEY(example_slug) REFERENCES example (slug)
);

CREATE TABLE topicexample (
    topic_slug VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    example_slug VARCHAR NOT NULL,
    CONSTRAINT pk_topicexample PRIMARY KEY (topic_slug, position),
    CONSTRAINT fk_topicexample_example_slug FOREIGN KEY(example_slug) REFERENCES example (slug),
    CONSTRAINT fk_topicexample_topic_slug FOREIGN KEY(topic_slug) REFERENCES topic (slug)
);

CREATE TABLE criterion (
    comparison_slug VARCHAR NOT NULL,
    slug VARCHAR NOT NULL,
    "group" VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    question VARCHAR NOT NULL,
    zero VARCHAR NOT NULL,
    five VARCHAR NOT NULL,
    topic_slug VARCHAR NOT NULL,
    weight FLOAT NOT NULL,
    position INTEGER NOT NULL,
    CONSTRAINT pk_criterion PRIMARY KEY (comparison_slug, slug),
    CONSTRAINT ck_criterion_weight CHECK (weight BETWEEN 0 AND 10),
    CONSTRAINT fk_criterion_comparison_slug FOREIGN KEY(comparison_slug) REFERENCES comparison (slug)
);

CREATE TABLE tick (
    topic_slug VARCHAR(1000) NOT NULL,
    task VARCHAR(1000) NOT NULL,
    CONSTRAINT pk_tick PRIMARY KEY (topic_slug, task)
);

CREATE TABLE matrixoption (
    matrix_id INTEGER NOT NULL,
    slug VARCHAR(1000) NOT NULL,
    position INTEGER NOT NULL,
    name VARCHAR(200) NOT NULL,
    summary VARCHAR(1000) NOT NULL,
    url VARCHAR(1000) NOT NULL,
    CONSTRAINT pk_matrixoption PRIMARY KEY (matrix_id, slug),
    CONSTRAINT fk_matrixoption_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE TABLE matrixcriterion (
    matrix_id INTEGER NOT NULL,
    slug VARCHAR(1000) NOT NULL,
    position INTEGER NOT NULL,
    "group" VARCHAR(200) NOT NULL,
    name VARCHAR(200) NOT NULL,
    question VARCHAR(1000) NOT NULL,
    zero VARCHAR(1000) NOT NULL,
    five VARCHAR(1000) NOT NULL,
    weight FLOAT NOT NULL,
    CONSTRAINT pk_matrixcriterion PRIMARY KEY (matrix_id, slug),
    CONSTRAINT ck_matrixcriterion_weight CHECK (weight BETWEEN 0 AND 10),
    CONSTRAINT fk_matrixcriterion_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE TABLE matrixshown (
    matrix_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    slug VARCHAR(1000) NOT NULL,
    shown BOOLEAN NOT NULL,
    CONSTRAINT pk_matrixshown PRIMARY KEY (matrix_id, kind, slug),
    CONSTRAINT ck_matrixshown_kind CHECK (kind IN ('option', 'criterion')),
    CONSTRAINT fk_matrixshown_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE TABLE matrixbar (
    matrix_id INTEGER NOT NULL,
    criterion_slug VARCHAR(1000) NOT NULL,
    bar FLOAT NOT NULL,
    CONSTRAINT pk_matrixbar PRIMARY KEY (matrix_id, criterion_slug),
    CONSTRAINT ck_matrixbar_bar CHECK (bar BETWEEN 0 AND 5),
    CONSTRAINT fk_matrixbar_matrix_id FOREIGN KEY(matrix_id) REFERENCES matrix (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_decision_uid ON decision (uid);

CREATE TABLE decisionrevision (
    id INTEGER NOT NULL,
    decision_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at DATETIME NOT NULL,
    author VARCHAR(200) NOT NULL,
    label VARCHAR(1000) NOT NULL,
    fields TEXT NOT NULL,
    matrix_before TEXT,
    undone BOOLEAN,
    CONSTRAINT pk_decisionrevision PRIMARY KEY (id),
    CONSTRAINT fk_decisionrevision_decision_id FOREIGN KEY(decision_id) REFERENCES decision (id) ON DELETE CASCADE,
    CONSTRAINT uq_decisionrevision_decision_id UNIQUE (decision_id, number)
);

CREATE TABLE labreport (
    id INTEGER NOT NULL,
    experiment VARCHAR(1000) NOT NULL,
    report TEXT NOT NULL,
    CONSTRAINT pk_labreport PRIMARY KEY (id)
);

CREATE INDEX ix_labreport_experiment ON labreport (experiment);

CREATE INDEX ix_decision_superseded_by ON decision (superseded_by);
