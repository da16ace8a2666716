ALTER TYPE mood ADD VALUE 'fair';
