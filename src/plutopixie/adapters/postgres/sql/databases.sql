-- Databases of a server. Braces are filled with the database's name.

-- name: database_exists
-- Whether the server has a database of this name.
SELECT 1 FROM pg_catalog.pg_database WHERE datname = %(name)s;

-- name: create_database
-- An empty database; what is in it is made by the migrations.
CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8';
