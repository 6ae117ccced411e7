# Read by the MariaDB image when it makes its data folder: user data and chat data live in two databases.
for database in plaza_identity plaza_chat; do
  docker_process_sql <<SQL
    CREATE DATABASE IF NOT EXISTS $database CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;
    GRANT ALL ON $database.* TO 'plaza'@'%';
SQL
done
